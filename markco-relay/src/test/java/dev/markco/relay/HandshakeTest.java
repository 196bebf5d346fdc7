package dev.markco.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.markco.relay.postgres.TestPostgres;
import dev.markco.sync.interop.RawClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.Statement;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Upgrades that go wrong, and writes that others come between. */
final class HandshakeTest {
    private static Socket ask(RunningRelay relay, String path, String... headers) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), relay.uri().getPort());
        socket.setSoTimeout(60_000);
        String request = "GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                + String.join("", headers) + "\r\n";
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    private static String statusLine(Socket socket) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = socket.getInputStream().read();
                c >= 0 && c != '\r';
                c = socket.getInputStream().read()) {
            line.append((char) c);
        }
        return line.toString();
    }

    private static void awaitNothingOpen(RunningRelay relay) {
        await().untilAsserted(() -> assertThat(relay.get("/stats").body())
                .contains("\"connections\":0")
                .contains("\"documents\":0"));
    }

    @Test
    @DisplayName("an upgrade that is no handshake is answered, and leaves no document in memory")
    void brokenHandshakes() throws Exception {
        try (RunningRelay relay = RunningRelay.fresh()) {
            for (String path : new String[] {"/sync/local/p/a", "/collab"}) {
                try (Socket noKey = ask(relay, path, "Sec-WebSocket-Version: 13\r\n");
                        Socket oldVersion = ask(
                                relay,
                                path,
                                "Sec-WebSocket-Version: 7\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n")) {
                    assertThat(statusLine(noKey)).as(path).contains(" 400 ");
                    assertThat(statusLine(oldVersion)).as(path).containsPattern(" 4\\d\\d ");
                }
            }
            awaitNothingOpen(relay);
        }
    }

    @Test
    @DisplayName("a client that is gone before its document is loaded leaves nothing open")
    void goneWhileLoading() throws Exception {
        try (RunningRelay relay = RunningRelay.fresh();
                Connection locking = TestPostgres.connect(relay.database);
                Statement statement = locking.createStatement()) {
            locking.setAutoCommit(false);
            statement.execute("lock table documents in access exclusive mode");
            for (int i = 0; i < 5; i++) {
                Socket gone = ask(
                        relay,
                        "/sync/local/p/slow" + i,
                        "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n");
                int loading = i + 1;
                await().untilAsserted(
                                () -> assertThat(relay.get("/stats").body()).contains("\"documents\":" + loading));
                gone.setSoLinger(true, 0);
                gone.close();
            }
            locking.rollback();
            awaitNothingOpen(relay);
        }
    }

    @Test
    @DisplayName("R23 the tag that a PUT answers does not vouch for edits of others that came before the answer")
    void tagsAreOfTheWrite() throws Exception {
        try (RunningRelay relay = RunningRelay.fresh()) {
            String path = "/api/documents/local/p/tag";
            relay.put(path, "one");
            RawClient other = RawClient.follow(relay.socket("/sync/local/p/tag"));
            await().until(() -> other.text().equals("one"));
            String tag;
            try (Connection locking = TestPostgres.connect(relay.database);
                    Statement statement = locking.createStatement()) {
                locking.setAutoCommit(false);
                statement.execute("lock table document_updates in access exclusive mode");
                CompletableFuture<HttpResponse<String>> put = CompletableFuture.supplyAsync(() -> {
                    try {
                        return relay.put(path, "one two");
                    } catch (IOException | InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                });
                await().until(() -> other.text().equals("one two"));
                other.type(" and words of another");
                RawClient third = RawClient.follow(relay.socket("/sync/local/p/tag"));
                await().until(() -> third.text().endsWith("of another"));
                locking.rollback();
                tag = put.join().headers().firstValue("ETag").orElseThrow();
            }
            assertThat(relay.put(path, "one two three", "If-Match", tag).statusCode())
                    .isEqualTo(412);
            assertThat(relay.get(path).body()).isEqualTo("one two and words of another");
        }
    }
}
