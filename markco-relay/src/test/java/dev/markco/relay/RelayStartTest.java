package dev.markco.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.markco.relay.postgres.DataDirectoryLockedException;
import dev.markco.relay.postgres.EmbeddedPostgres;
import dev.markco.relay.postgres.PostgresUrl;
import dev.markco.relay.postgres.TestPostgres;
import dev.markco.relay.spool.SpoolException;
import dev.markco.sync.time.SystemTime;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Starts that something is in the way of. */
final class RelayStartTest {
    private static final int ROUNDS = Math.max(1, Integer.getInteger("markco.seeds", 25) / 12);

    @TempDir
    Path directory;

    @Test
    @DisplayName("a spool directory that cannot be used stops the start, by an error that names it")
    void unusableSpool() throws Exception {
        Files.writeString(directory.resolve("spool"), "a file");
        PostgresUrl database = TestPostgres.freshDatabase();
        assertThatThrownBy(() -> RunningRelay.on(database, directory))
                .isInstanceOf(SpoolException.class)
                .hasMessageContaining(directory.resolve("spool").toString());
        Files.delete(directory.resolve("spool"));
        RunningRelay.on(database, directory).close();
    }

    @Test
    @DisplayName("a second relay on a data directory is refused though it would use another database")
    void oneRelayADirectory() {
        try (RunningRelay first = RunningRelay.on(TestPostgres.freshDatabase(), directory)) {
            PostgresUrl other = TestPostgres.freshDatabase();
            assertThat(first.uri()).isNotNull();
            assertThatThrownBy(() -> RunningRelay.on(other, directory))
                    .isInstanceOf(DataDirectoryLockedException.class)
                    .hasMessageContaining("in use by another markco");
        }
    }

    @Test
    @DisplayName("PostgreSQL is stopped while the relay starts: it waits or says so, and the next start has everything")
    void postgresStoppedDuringTheStart(@TempDir Path data) throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        EmbeddedPostgres server = TestPostgres.start(data);
        try {
            PostgresUrl database = server.url();
            try (RunningRelay relay = RunningRelay.on(database, directory)) {
                relay.put("/api/documents/local/p/doc", "words");
            }
            for (int round = 0; round < ROUNDS; round++) {
                CompletableFuture<RunningRelay> starting =
                        CompletableFuture.supplyAsync(() -> RunningRelay.on(database, directory));
                LockSupport.parkNanos(Duration.ofMillis(random.nextInt(300)).toNanos());
                server.close();
                server = EmbeddedPostgres.start(data, TestPostgres.cache(), SystemTime.named("test"));
                RunningRelay started = starting.handle((relay, failure) -> failure == null ? relay : null)
                        .join();
                if (started != null) {
                    started.close();
                }
                try (RunningRelay relay = RunningRelay.on(database, directory)) {
                    assertThat(relay.get("/api/documents/local/p/doc").body())
                            .as("seed %s, round %s", seed, round)
                            .isEqualTo("words");
                }
            }
        } finally {
            server.close();
        }
    }
}
