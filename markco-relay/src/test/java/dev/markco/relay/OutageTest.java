package dev.markco.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.markco.relay.postgres.EmbeddedPostgres;
import dev.markco.relay.postgres.PostgresUrl;
import dev.markco.relay.postgres.TestPostgres;
import dev.markco.sync.interop.RawClient;
import dev.markco.sync.time.SystemTime;
import java.net.URI;
import java.net.http.WebSocketHandshakeException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A relay whose PostgreSQL goes away, and one that is stopped while clients type. */
final class OutageTest {
    private static final Duration PATIENCE = Duration.ofSeconds(40);

    @Test
    @DisplayName(
            "R15 edits made while PostgreSQL is away are saved when it is back; what is not loaded is refused with 503")
    void postgresIsAwayForAWhile(@TempDir Path directory) throws Exception {
        EmbeddedPostgres server = TestPostgres.start(directory);
        try (RunningRelay relay = RunningRelay.on(server.url())) {
            relay.put("/api/documents/local/p/closed", "written before");
            RawClient a = RawClient.follow(relay.socket("/sync/local/p/open"));
            RawClient b = RawClient.follow(relay.socket("/sync/local/p/open"));
            a.type("before ");
            await().until(() -> b.text().equals("before "));
            await().untilAsserted(() -> assertThat(relay.get("/stats").body()).contains("\"documents\":1"));
            server.close();

            for (int i = 0; i < 20; i++) {
                a.type("during" + i + " ");
            }
            await().until(() -> b.text().endsWith("during19 "));
            URI closed = relay.socket("/sync/local/p/closed");
            assertThatThrownBy(() -> RawClient.follow(closed))
                    .isInstanceOf(CompletionException.class)
                    .cause()
                    .isInstanceOfSatisfying(
                            WebSocketHandshakeException.class,
                            e -> assertThat(e.getResponse().statusCode()).isEqualTo(503));
            assertThat(relay.get("/api/documents/local/p/closed").statusCode()).isEqualTo(503);

            a.close();
            b.close();
            await().untilAsserted(() -> assertThat(relay.get("/stats").body()).contains("\"connections\":0"));
            RawClient again = RawClient.follow(relay.socket("/sync/local/p/open"));
            await().until(() -> again.text().endsWith("during19 "));
            again.type("last");

            server = EmbeddedPostgres.start(directory, TestPostgres.cache(), SystemTime.named("test"));
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(relay.get("/stats").body()).contains("\"oldestUnsavedMillis\":0"));
            await().atMost(PATIENCE).untilAsserted(() -> {
                RawClient late = RawClient.follow(closed);
                await().until(() -> late.text().equals("written before"));
            });
            String text = again.text();
            assertThat(relay.stop()).isTrue();
            try (RunningRelay fresh = RunningRelay.on(server.url())) {
                assertThat(fresh.get("/api/documents/local/p/open").body())
                        .isEqualTo(text)
                        .startsWith("before during0 ")
                        .endsWith("during19 last");
            }
        } finally {
            server.close();
        }
    }

    @Test
    @DisplayName("what the relay took and passed on is stored when it stops while clients type")
    void stoppedWhileClientsType() throws Exception {
        PostgresUrl database = TestPostgres.freshDatabase();
        List<RawClient> clients = new ArrayList<>();
        List<RawClient> watchers = new ArrayList<>();
        try (RunningRelay relay = RunningRelay.on(database)) {
            for (int i = 0; i < 5; i++) {
                clients.add(RawClient.follow(relay.socket("/sync/local/p/doc" + i)));
                watchers.add(RawClient.follow(relay.socket("/sync/local/p/doc" + i)));
            }
            for (int n = 0; n < 200; n++) {
                for (RawClient client : clients) {
                    client.type("word" + n + " ");
                }
            }
            await().until(() ->
                    watchers.stream().allMatch(watcher -> watcher.text().contains("word0 ")));
            assertThat(relay.stop()).isTrue();
            assertThat(clients).allSatisfy(client -> await().until(() -> client.closedWith() != 0));
        }
        try (RunningRelay again = RunningRelay.on(database)) {
            for (int i = 0; i < clients.size(); i++) {
                // A client's last frames may still have been on their way; it has them, and sends them when it is back.
                String stored = again.get("/api/documents/local/p/doc" + i).body();
                assertThat(stored).startsWith(watchers.get(i).text());
                assertThat(clients.get(i).text()).startsWith(stored);
            }
        }
    }
}
