package dev.markco.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.markco.relay.postgres.PostgresUrl;
import dev.markco.relay.postgres.TestPostgres;
import dev.markco.sync.interop.RawClient;
import dev.markco.yjs.StateVector;
import dev.markco.yjs.YDoc;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** Two relays on one database, each with clients of its own on the same documents. */
final class TwoRelaysTest {
    private static final int STEPS = Integer.getInteger("markco.two.steps", 300);
    private static final long SEED = Long.getLong("markco.two.seed", System.nanoTime());
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int CLIENTS = 10;
    private static final List<String> DOCUMENTS = List.of("local/p/one", "local/p/two");

    @TempDir
    Path directory;

    private final Random random = new Random(SEED);

    /** A client that can come by either framing, on one document. */
    private record Typist(TypingClient client, String document) {
        void connect(RelayProcess relay) {
            client.connect(uri(relay));
        }

        private URI uri(RelayProcess relay) {
            return client.isHocuspocus() ? relay.socket("/collab") : relay.socket("/sync/" + document + "?ack=1");
        }
    }

    @Test
    @DisplayName("R14 R16 two relays, ten clients each, one relay killed: all converge, and the table equals the text")
    void oneIsKilled() throws Exception {
        PostgresUrl database = TestPostgres.freshDatabase();
        List<Typist> left = typists("l");
        List<Typist> right = typists("r");
        try (RelayProcess one = RelayProcess.start(database, directory.resolve("one"), 0);
                RelayProcess two = RelayProcess.start(database, directory.resolve("two"), 0)) {
            left.forEach(typist -> typist.connect(one));
            right.forEach(typist -> typist.connect(two));
            List<Typist> all = new ArrayList<>(left);
            all.addAll(right);
            type(all, database);
            awaitEqual(all);

            type(all, database);
            one.kill();
            type(right, database);
            left.forEach(typist -> typist.connect(two));
            type(all, database);
            awaitEqual(all);
            for (String document : DOCUMENTS) {
                awaitStored(all, database, document);
            }
            assertThat(two.terminate()).as(two::said).isZero();
        } finally {
            left.forEach(typist -> typist.client.disconnect());
            right.forEach(typist -> typist.client.disconnect());
        }
    }

    /**
     * The other version is built beside this one, and named by what its relay's tests run with: {@code
     * -Dmarkco.older.relay=<class path>}.
     */
    @Test
    @EnabledIfSystemProperty(named = "markco.older.relay", matches = ".+")
    @DisplayName(
            "R14 R16 R42 a relay of the version before and one of this one on one database, until the older one stops")
    void rollingUpgrade() throws Exception {
        PostgresUrl database = TestPostgres.freshDatabase();
        List<Typist> left = typists("l");
        List<Typist> right = typists("r");
        List<Typist> all = new ArrayList<>(left);
        all.addAll(right);
        try (RelayProcess older = RelayProcess.startOther(
                System.getProperty("markco.older.relay"), database, directory.resolve("older"))) {
            all.forEach(typist -> typist.connect(older));
            type(all, database);
            try (RelayProcess newer = RelayProcess.start(database, directory.resolve("newer"), 0)) {
                right.forEach(typist -> typist.connect(newer));
                type(all, database);
                awaitEqual(all);
                assertThat(older.terminate()).as(older::said).isZero();
                left.forEach(typist -> typist.connect(newer));
                type(all, database);
                awaitEqual(all);
                for (String document : DOCUMENTS) {
                    String text = awaitStored(all, database, document);
                    YDoc past = new YDoc();
                    past(newer, document).forEach(past::applyUpdate);
                    assertThat(past.getText("content").toString())
                            .as("seed %s, the past", SEED)
                            .isEqualTo(text);
                }
                assertThat(newer.terminate()).as(newer::said).isZero();
            }
        } finally {
            all.forEach(typist -> typist.client.disconnect());
        }
    }

    private static List<byte[]> past(RelayProcess relay, String document) throws Exception {
        return relay.get("/api/documents/" + document, "Accept", "application/x-ndjson")
                .body()
                .lines()
                .map(line -> line.replaceFirst(".*\"update\":\"([^\"]*)\".*", "$1"))
                .map(Base64.getDecoder()::decode)
                .toList();
    }

    private static List<Typist> typists(String prefix) {
        List<Typist> typists = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            String document = DOCUMENTS.get(i % DOCUMENTS.size());
            String name = prefix + i;
            typists.add(new Typist(
                    i % 3 == 0 ? TypingClient.hocuspocus(name, document) : TypingClient.yWebsocket(name), document));
        }
        return typists;
    }

    /** Types words; now and then all connections to PostgreSQL are cut, those that listen included. */
    private void type(List<Typist> typists, PostgresUrl database) {
        for (int step = 0; step < STEPS; step++) {
            typists.get(random.nextInt(typists.size())).client.type(random.nextBoolean());
            LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(random.nextInt(4_000)));
            if (step == STEPS / 2) {
                TestPostgres.execute(
                        database,
                        "select pg_terminate_backend(pid) from pg_stat_activity"
                                + " where pid <> pg_backend_pid() and datname = current_database()");
            }
        }
    }

    private static void awaitEqual(List<Typist> all) {
        for (String document : DOCUMENTS) {
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(all.stream()
                                    .filter(typist -> typist.document.equals(document))
                                    .map(typist -> typist.client.digest())
                                    .distinct())
                            .as("seed %s, %s", SEED, document)
                            .hasSize(1));
        }
        for (Typist typist : all) {
            assertThat(typist.client.refusals()).as("seed %s", SEED).isEmpty();
        }
    }

    /** Waits until the table equals the text, which has every word once; returns it. */
    private static String awaitStored(List<Typist> all, PostgresUrl database, String document) {
        String text = textOf(all, document);
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(stored(database, document))
                        .as("seed %s", SEED)
                        .isEqualTo(text));
        assertThat(text.split(" "))
                .as("seed %s", SEED)
                .containsExactlyInAnyOrderElementsOf(all.stream()
                        .filter(typist -> typist.document.equals(document))
                        .flatMap(typist -> typist.client.words().stream())
                        .toList());
        return text;
    }

    private static String textOf(List<Typist> all, String document) {
        return all.stream()
                .filter(typist -> typist.document.equals(document))
                .findFirst()
                .orElseThrow()
                .client
                .text();
    }

    private static String stored(PostgresUrl database, String document) throws SQLException {
        try (Connection connection = TestPostgres.connect(database);
                PreparedStatement select =
                        connection.prepareStatement("select content_text from documents where doc_path = ?")) {
            select.setString(1, document.substring(document.lastIndexOf('/') + 1));
            try (ResultSet rows = select.executeQuery()) {
                return rows.next() ? String.valueOf(rows.getString(1)) : "no row";
            }
        }
    }

    @Test
    @DisplayName("R16 whoever waits at an empty name on one relay sees what is created, moved and trashed on the other")
    void namesAcrossRelays() throws Exception {
        try (RunningRelay one = RunningRelay.fresh();
                RunningRelay two = RunningRelay.on(one.database)) {
            RawClient waiting = RawClient.follow(two.socket("/sync/local/p/new"));
            one.put("/api/documents/local/p/new", "words ");
            await().atMost(PATIENCE).until(waiting::text, "words "::equals);
            waiting.type("back ");
            await().atMost(PATIENCE)
                    .until(() -> one.get("/api/documents/local/p/new").body(), "words back "::equals);

            assertThat(one.send(one.request("/api/documents/local/p/new?action=move&to=local/p/moved")
                                    .POST(BodyPublishers.noBody()))
                            .statusCode())
                    .isEqualTo(200);
            await().atMost(PATIENCE)
                    .until(() -> two.get("/api/documents/local/p/moved").body(), "words back "::equals);
            waiting.type("again ");
            await().atMost(PATIENCE)
                    .until(() -> one.get("/api/documents/local/p/moved").body(), "words back again "::equals);
            assertThat(two.query("select count(*) from documents")).isEqualTo("1");

            one.send(one.request("/api/documents/local/p/moved").DELETE());
            await().atMost(PATIENCE).until(waiting::closedWith, code -> code == 4410);
            assertThat(two.get("/api/documents/local/p/moved").statusCode()).isEqualTo(410);
        }
    }

    @Test
    @DisplayName("R16 two rooms that both waited at an empty name become one document, with the words of both")
    void bornTwice() throws Exception {
        try (RunningRelay one = RunningRelay.fresh();
                RunningRelay two = RunningRelay.on(one.database)) {
            RawClient left = RawClient.follow(one.socket("/sync/local/p/both"));
            RawClient right = RawClient.follow(two.socket("/sync/local/p/both"));
            left.type("left ");
            right.type("right ");
            await().atMost(PATIENCE).until(left::text, text -> text.contains("left ") && text.contains("right "));
            await().atMost(PATIENCE).until(right::digest, digest -> digest.equals(left.digest()));
            assertThat(one.query("select count(*) from documents")).isEqualTo("1");
            left.close();
            right.close();
        }
    }

    @Test
    @DisplayName("R14 R16 words that a snapshot of one relay takes out of the log reach the other relay's clients")
    void snapshotsTakeForeignRows() throws Exception {
        try (RunningRelay one = RunningRelay.fresh();
                RunningRelay two = RunningRelay.on(one.database)) {
            RawClient left = RawClient.follow(one.socket("/sync/local/p/doc"));
            RawClient right = RawClient.follow(two.socket("/sync/local/p/doc"));
            for (int i = 0; i < 40; i++) {
                left.type("l" + i + " ");
                right.type("r" + i + " ");
                one.execute("select pg_terminate_backend(pid) from pg_stat_activity"
                        + " where pid <> pg_backend_pid() and datname = current_database() and query like 'listen%'");
            }
            await().atMost(PATIENCE).until(left::text, text -> text.split(" ").length == 80);
            await().atMost(PATIENCE).until(right::digest, digest -> digest.equals(left.digest()));
            left.close();
            right.close();
        }
    }

    @Test
    @DisplayName(
            "R16 words of a relay that died before its snapshot reach clients and the table, with nobody announcing them")
    void orphanedRows() throws Exception {
        try (RunningRelay relay = RunningRelay.fresh()) {
            relay.put("/api/documents/local/p/doc", "ours ");
            RawClient open = RawClient.follow(relay.socket("/sync/local/p/doc"));
            await().atMost(PATIENCE).until(open::text, "ours "::equals);
            await().atMost(PATIENCE).until(() -> relay.query("select content_text from documents"), "ours "::equals);
            YDoc theirs = new YDoc();
            theirs.applyUpdate(open.state());
            StateVector before = theirs.stateVector();
            theirs.getText("content").insert(5, "theirs ");
            try (Connection connection = TestPostgres.connect(relay.database);
                    PreparedStatement insert = connection.prepareStatement(
                            "insert into document_updates (document_id, update) select id, ? from documents")) {
                insert.setBytes(1, theirs.encodeDiff(before));
                insert.executeUpdate();
            }
            await().atMost(PATIENCE).until(open::text, "ours theirs "::equals);
            await().atMost(PATIENCE)
                    .until(() -> relay.query("select content_text from documents"), "ours theirs "::equals);
            assertThat(relay.query("select count(*) from document_updates")).isEqualTo("0");
            open.close();
        }
    }
}
