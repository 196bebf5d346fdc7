package dev.markco.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.markco.relay.http.ConnectionLimits;
import dev.markco.relay.identity.IdentityConfig;
import dev.markco.relay.postgres.TestPostgres;
import dev.markco.sync.interop.RawClient;
import dev.markco.sync.protocol.Messages;
import dev.markco.sync.room.RoomLimits;
import dev.markco.yjs.YDoc;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The bounds of a whole relay, as its clients meet them. */
final class SocketLimitsTest {
    private static final String ADA = "31bdffb9-0000-4000-8000-0123456789ab";
    private static final IdentityConfig ANYONE =
            new IdentityConfig(List.of(), false, true, Set.of(), Set.of(), null, IdentityConfig.DEFAULT_RECHECK);

    /** A message with a new author's text. */
    static byte[] edit(String text) {
        YDoc doc = new YDoc();
        doc.getText("content").insert(0, text);
        return Messages.update(doc.encodeStateAsUpdate());
    }

    private static RunningRelay with(ConnectionLimits limits) {
        return RunningRelay.on(TestPostgres.freshDatabase(), ANYONE, RoomLimits.DEFAULT, limits);
    }

    private static int statusOf(RunningRelay relay, String path) throws Exception {
        try (Door door = Door.upgrade(relay, path)) {
            if (door.status != 101) {
                assertThat(door.body).contains("\"error\":", "\"hint\":", "--max-connections");
            }
            return door.status;
        }
    }

    @Test
    @DisplayName("--max-connections refuses further sockets with 429, whatever they speak, until one is gone")
    void inAll() throws Exception {
        try (RunningRelay relay = with(new ConnectionLimits(2, 100, 100));
                Door first = Door.upgrade(relay, "/sync/local/p/a")) {
            try (Door second = Door.upgrade(relay, "/collab")) {
                assertThat(first.status).isEqualTo(101);
                assertThat(second.status).isEqualTo(101);
                assertThat(statusOf(relay, "/sync/" + ADA + "/p/a")).isEqualTo(429);
                assertThat(statusOf(relay, "/collab")).isEqualTo(429);
                assertThat(relay.get("/health").statusCode()).isEqualTo(200);
            }
            await().until(() -> statusOf(relay, "/collab") == 101);
            await().until(() -> statusOf(relay, "/sync/local/p/b") == 101);
        }
    }

    @Test
    @DisplayName("--max-connections-per-user refuses one user and nobody else; a socket of many documents counts once")
    void perUser() throws Exception {
        try (RunningRelay relay = with(new ConnectionLimits(100, 2, 100));
                Door collab = Door.upgrade(relay, "/collab");
                Door sync = Door.upgrade(relay, "/sync/local/p/a")) {
            assertThat(sync.status).isEqualTo(101);
            assertThat(collab.ask("local/p/a", "")).startsWith("granted");
            assertThat(collab.ask("local/p/b", "")).startsWith("granted");
            assertThat(statusOf(relay, "/sync/local/p/c")).isEqualTo(429);
            assertThat(statusOf(relay, "/sync/" + ADA + "/p/c")).isEqualTo(101);
            try (Door another = Door.upgrade(relay, "/collab")) {
                assertThat(another.ask("local/p/a", "")).contains("denied", "as many connections to one user");
                assertThat(another.ask(ADA + "/p/a", "")).startsWith("granted");
            }
            collab.close();
            await().until(() -> statusOf(relay, "/sync/local/p/c") == 101);
        }
    }

    @Test
    @DisplayName("--max-connections-per-document refuses at the upgrade, and the document on a socket of many")
    void perDocument() throws Exception {
        try (RunningRelay relay = with(new ConnectionLimits(100, 100, 1));
                Door sync = Door.upgrade(relay, "/sync/local/p/a");
                Door collab = Door.upgrade(relay, "/collab")) {
            assertThat(sync.status).isEqualTo(101);
            assertThat(statusOf(relay, "/sync/local/p/a")).isEqualTo(429);
            assertThat(collab.ask("local/p/a", "")).contains("denied", "as many connections to one document");
            assertThat(collab.ask("local/p/b", "")).startsWith("granted");
            assertThat(collab.ask("local/p/b", "another"))
                    .as("it has its place")
                    .startsWith("granted");
            sync.close();
            await().until(() -> collab.ask("local/p/a", "").startsWith("granted"));
        }
    }

    @Test
    @DisplayName(
            "R19 --max-document-size closes the socket of an update that goes over it with 1009, and answers a PUT 413")
    void documentSize() throws Exception {
        RoomLimits limits = RoomLimits.DEFAULT.withMaxDocumentBytes(10_000);
        try (RunningRelay relay = RunningRelay.with(limits, ConnectionLimits.DEFAULT)) {
            String path = "/api/documents/local/p/a";
            assertThat(relay.put(path, "x".repeat(9_000)).statusCode()).isEqualTo(200);
            assertThat(relay.put(path, "x".repeat(9_000) + "y".repeat(1_500)).statusCode())
                    .isEqualTo(413);
            assertThat(relay.put("/api/documents/local/p/b", "x".repeat(10_001), "If-None-Match", "*")
                            .statusCode())
                    .isEqualTo(413);
            assertThat(relay.get("/api/documents/local/p/b").statusCode()).isEqualTo(404);
            try (Door client = Door.upgrade(relay, "/sync/local/p/a")) {
                client.send(edit("z".repeat(1_500)));
                assertThat(client.awaitClose()).isEqualTo(1009);
            }
            assertThat(relay.get(path).body()).isEqualTo("x".repeat(9_000));
            assertThat(relay.put(path, "short").statusCode()).isEqualTo(200);
            try (Door client = Door.upgrade(relay, "/sync/local/p/a")) {
                client.send(edit("z".repeat(1_500)));
                assertThat(client.syncs()).isTrue();
            }
            assertThat(relay.get(path).body()).contains("z".repeat(1_500));
        }
    }

    @Test
    @DisplayName("R19 a client far over --max-message-rate loses nothing")
    void messageRate() throws Exception {
        RoomLimits limits = RoomLimits.DEFAULT.withMaxMessagesPerSecond(500);
        try (RunningRelay relay = RunningRelay.with(limits, ConnectionLimits.DEFAULT)) {
            RawClient fast = RawClient.follow(relay.socket("/sync/local/p/a"));
            RawClient bystander = RawClient.follow(relay.socket("/sync/local/p/a"));
            for (int i = 0; i < 1_500; i++) {
                fast.type("x");
            }
            await().until(() -> bystander.text().length() == 1_500);
            assertThat(fast.closedWith()).isZero();
            assertThat(relay.get("/api/documents/local/p/a").body()).hasSize(1_500);
        }
    }
}
