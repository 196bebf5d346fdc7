package dev.markco.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.markco.relay.postgres.EmbeddedPostgres;
import dev.markco.relay.postgres.PostgresUrl;
import dev.markco.relay.postgres.TestPostgres;
import dev.markco.relay.spool.SpoolFiles;
import dev.markco.sync.time.SystemTime;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** PostgreSQL does not take what clients type, and then the relay dies too: what is in the spool is all that is left. */
final class KilledInOutageTest {
    private static final Duration PATIENCE = Duration.ofSeconds(40);
    private static final String KNOWN = "local/p/known";
    private static final String NEW = "local/p/new";

    @TempDir
    Path parent;

    private Path directory;
    /** Of a document that is stored already, and of one that has no row when the outage begins. */
    private final TypingClient known = TypingClient.yWebsocket("k");

    private final TypingClient fresh = TypingClient.hocuspocus("n", NEW);

    @BeforeEach
    void makeDirectory() throws Exception {
        directory = Files.createDirectory(parent.resolve("data"));
    }

    @AfterEach
    void disconnect() {
        known.disconnect();
        fresh.disconnect();
    }

    private void connect(RelayProcess relay) {
        known.connect(relay.socket("/sync/" + KNOWN + "?ack=1"));
        fresh.connect(relay.socket("/collab"));
    }

    private void typeBefore(RelayProcess relay) {
        connect(relay);
        await().until(fresh::isSynced);
        for (int i = 0; i < 5; i++) {
            known.type(true);
        }
        await().atMost(PATIENCE).until(known::isAllAcknowledged);
    }

    /** Types until all that was typed is in the spool; returns what was. */
    private List<String> typeDuring() {
        List<String> typed = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            typed.add(known.type(i % 2 == 0));
            typed.add(fresh.type(i % 2 == 0));
        }
        await().atMost(PATIENCE).until(() -> SpoolFiles.hold(directory, typed));
        typed.add(known.type(true));
        typed.add(fresh.type(true));
        await().atMost(PATIENCE).until(() -> SpoolFiles.hold(directory, typed));
        assertThat(known.acknowledged())
                .as("nothing is acknowledged before it is committed")
                .hasSize(5);
        assertThat(fresh.acknowledged()).isEmpty();
        return typed;
    }

    /** Before any client is back, which would bring what the relay had lost. */
    private void verifyAlone(RelayProcess relay) throws Exception {
        assertThat(relay.get("/api/documents/" + KNOWN).body().split(" "))
                .containsExactlyInAnyOrderElementsOf(known.words());
        assertThat(relay.get("/api/documents/" + NEW).body().split(" "))
                .containsExactlyInAnyOrderElementsOf(fresh.words());
    }

    private void verifyTogether(RelayProcess relay) throws Exception {
        connect(relay);
        await().atMost(PATIENCE).until(() -> known.isAllAcknowledged() && fresh.isAllAcknowledged());
        assertThat(relay.get("/api/documents/" + KNOWN).headers().firstValue("ETag"))
                .contains('"' + known.digest() + '"');
        assertThat(relay.get("/api/documents/" + NEW).headers().firstValue("ETag"))
                .contains('"' + fresh.digest() + '"');
        assertThat(known.refusals()).isEmpty();
        assertThat(fresh.refusals()).isEmpty();
        await().atMost(PATIENCE).until(() -> SpoolFiles.isEmpty(directory));
        assertThat(relay.terminate()).as(relay::said).isZero();
    }

    @Test
    @DisplayName(
            "PostgreSQL is stopped, the relay killed, started in vain, and started while PostgreSQL comes up: nothing is lost")
    void stopped(@TempDir Path data) throws Exception {
        EmbeddedPostgres server = TestPostgres.start(data);
        try {
            PostgresUrl database = server.url();
            try (RelayProcess relay = RelayProcess.start(database, directory, 0)) {
                typeBefore(relay);
                server.close();
                typeDuring();
                relay.kill();
            }
            RelayProcess.Failed failed = RelayProcess.startInVain(database, directory, 1);
            assertThat(failed.exitCode()).as(failed.said()).isEqualTo(RelayMain.UNREACHABLE);
            assertThat(SpoolFiles.hold(directory, fresh.words())).isTrue();

            CompletableFuture<EmbeddedPostgres> coming = CompletableFuture.supplyAsync(
                    () -> EmbeddedPostgres.start(data, TestPostgres.cache(), SystemTime.named("test")));
            try (RelayProcess relay = RelayProcess.start(database, directory, 0)) {
                server = coming.join();
                verifyAlone(relay);
                verifyTogether(relay);
            }
        } finally {
            server.close();
        }
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    @DisplayName(
            "PostgreSQL is frozen, the relay killed: nothing is lost; stopped in time, it says so by its exit code")
    void frozen(@TempDir Path data) throws Exception {
        try (EmbeddedPostgres server = TestPostgres.start(data)) {
            PostgresUrl database = server.url();
            ProcessHandle postmaster =
                    ProcessHandle.of(server.pid().orElseThrow()).orElseThrow();
            try (RelayProcess relay = RelayProcess.start(database, directory, 0)) {
                typeBefore(relay);
                signal("STOP", postmaster);
                typeDuring();
                relay.kill();
            } finally {
                signal("CONT", postmaster);
            }
            try (RelayProcess relay = RelayProcess.start(database, directory, 0)) {
                verifyAlone(relay);
                connect(relay);
                await().atMost(PATIENCE).until(() -> known.isAllAcknowledged() && fresh.isAllAcknowledged());
                signal("STOP", postmaster);
                List<String> last = List.of(known.type(true), fresh.type(true));
                await().until(() -> relay.get("/api/documents/" + KNOWN).body().contains(last.get(0))
                        && relay.get("/api/documents/" + NEW).body().contains(last.get(1)));
                assertThat(relay.terminate()).as(relay::said).isEqualTo(RelayMain.UNSAVED);
                assertThat(relay.said())
                        .contains("2 updates of 2 documents could not be saved")
                        .contains("they are in the local spool");
                assertThat(SpoolFiles.hold(directory, last)).isTrue();
            } finally {
                signal("CONT", postmaster);
            }
            try (RelayProcess relay = RelayProcess.start(database, directory, 0)) {
                verifyAlone(relay);
                verifyTogether(relay);
            }
        }
    }

    /** Every process of the server, which this test started. */
    private static void signal(String name, ProcessHandle postmaster) throws Exception {
        List<String> command = new ArrayList<>(List.of("kill", "-" + name));
        Stream.concat(Stream.of(postmaster), postmaster.descendants())
                .forEach(process -> command.add(Long.toString(process.pid())));
        // A connection's process may have ended in between, which kill tells us by its exit code.
        new ProcessBuilder(command).start().waitFor(60, TimeUnit.SECONDS);
    }

    @Test
    @DisplayName(
            "R15 PostgreSQL's disk is full, the relay killed and started again: documents are served with what the spool has")
    void diskFull() throws Exception {
        PostgresUrl database = TestPostgres.freshDatabase();
        try (RelayProcess relay = RelayProcess.start(database, directory, 0)) {
            typeBefore(relay);
            TestPostgres.execute(
                    database,
                    "create function disk_full() returns trigger language plpgsql as $$ begin"
                            + " raise exception 'could not extend file: No space left on device' using errcode = '53100';"
                            + " end $$",
                    "create trigger disk_full before insert on document_updates execute function disk_full()");
            typeDuring();
            relay.kill();
        }
        try (RelayProcess relay = RelayProcess.start(database, directory, 0, 1)) {
            verifyAlone(relay);
            assertThat(SpoolFiles.hold(directory, fresh.words())).isTrue();
            connect(relay);
            known.type(true);
            TestPostgres.execute(database, "drop trigger disk_full on document_updates");
            await().atMost(PATIENCE).until(() -> SpoolFiles.isEmpty(directory));
            verifyTogether(relay);
        }
    }
}
