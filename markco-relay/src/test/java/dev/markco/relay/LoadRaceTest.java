package dev.markco.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.markco.relay.postgres.PostgresUrl;
import dev.markco.relay.postgres.TestPostgres;
import dev.markco.sync.interop.RawClient;
import java.sql.Connection;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Many clients that want one document, which is not in memory, at the same moment. */
final class LoadRaceTest {
    private static final int CLIENTS = 100;
    /** Loads that wait; what a relay looks for when it starts may wait beside them. */
    private static final String WAITING = """
            select count(*) from pg_stat_activity
            where datname = current_database() and wait_event_type = 'Lock' and query like '%array_agg(u.update%'
            """;

    @Test
    @DisplayName(
            "R15 a hundred clients open one cold document at once: it is loaded once, and none sees less than all of it")
    void oneLoadForAll() throws Exception {
        PostgresUrl database = TestPostgres.freshDatabase();
        String text = "words that were stored before ".repeat(2_000);
        try (RunningRelay relay = RunningRelay.on(database)) {
            relay.put("/api/documents/local/p/cold", text);
        }
        ExecutorService threads = Executors.newFixedThreadPool(CLIENTS);
        try (RunningRelay relay = RunningRelay.on(database)) {
            List<CompletableFuture<RawClient>> opening = new ArrayList<>();
            try (Connection locking = TestPostgres.connect(database);
                    Statement statement = locking.createStatement()) {
                locking.setAutoCommit(false);
                statement.execute("lock table documents in access exclusive mode");
                for (int i = 0; i < CLIENTS; i++) {
                    opening.add(CompletableFuture.supplyAsync(
                            () -> RawClient.follow(relay.socket("/sync/local/p/cold")), threads));
                }
                await().until(() -> relay.query(WAITING).equals("1"));
                assertThat(opening).noneMatch(CompletableFuture::isDone);
                locking.rollback();
            }
            List<RawClient> clients =
                    opening.stream().map(CompletableFuture::join).toList();
            await().untilAsserted(() -> assertThat(clients)
                    .allSatisfy(client -> assertThat(client.firstText()).isEqualTo(text)));
            assertThat(relay.get("/stats").body()).contains("\"loads\":1,");
            clients.get(0).type("and more");
            await().untilAsserted(() -> assertThat(clients)
                    .allSatisfy(client -> assertThat(client.text()).isEqualTo(text + "and more")));
        } finally {
            threads.shutdownNow();
        }
    }
}
