package dev.markco.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.markco.relay.http.ConnectionLimits;
import dev.markco.relay.identity.IdentityConfig;
import dev.markco.relay.postgres.TestPostgres;
import dev.markco.sync.interop.UnreadBody;
import dev.markco.sync.room.RoomLimits;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What a relay answers without reading a request's body, and what becomes of the connection. */
final class RefusalsTest {
    private static final String ADA = "31bdffb9-0000-4000-8000-0123456789ab";
    private static final String DOCUMENT = "/api/documents/local/p/a";
    private static final int LARGEST = 100_000;
    private static final int ROUNDS = 40;
    private static final Set<UnreadBody> SLOW = EnumSet.of(
            UnreadBody.LARGE, UnreadBody.LARGE_CHUNKED, UnreadBody.SMALL_TOO_LATE, UnreadBody.SMALL_CHUNKED_TOO_LATE);

    private static TestAuthService auth;
    private static RunningRelay local;
    private static RunningRelay tokens;
    private static RunningRelay full;

    /** Requests that are answered although nobody wants their body. */
    enum Refusal {
        NO_HANDSHAKE(400, "GET", "/sync/local/p/a", "Connection: Upgrade", "Upgrade: websocket"),
        WRONG_TOKEN(401, "PUT", "/api/documents/" + ADA + "/p/a", "Authorization: Bearer wrong"),
        FOREIGN_PAGE(403, "PUT", DOCUMENT, "Origin: https://foreign.example"),
        FOREIGN_PAGE_DELETES(403, "DELETE", DOCUMENT, "Origin: null"),
        NOTHING_THERE(404, "POST", "/nowhere"),
        NO_SUCH_DOCUMENT(404, "GET", "/api/documents/local/p/none"),
        NO_SUCH_METHOD(405, "PATCH", DOCUMENT),
        NO_SUCH_METHOD_OF_LISTS(405, "PUT", "/api/documents/local"),
        NO_TOKENS_HERE(409, "POST", "/api/session", "Authorization: Bearer x"),
        CHANGED_SINCE(412, "DELETE", DOCUMENT, "If-Match: \"old\""),
        TOO_LARGE(413, "PUT", DOCUMENT),
        SOCKETS_ONLY(426, "POST", "/collab"),
        NO_MORE_SOCKETS(
                429,
                "GET",
                "/collab",
                "Connection: Upgrade",
                "Upgrade: websocket",
                "Sec-WebSocket-Version: 13",
                "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA=="),
        /** No refusal, and the body is not read either. */
        WELL(200, "POST", "/health");

        private final int status;
        private final String method;
        private final String path;
        private final String headers;

        Refusal(int status, String method, String path, String... headers) {
            this.status = status;
            this.method = method;
            this.path = path;
            this.headers = String.join("\n", headers);
        }

        List<String> headers() {
            return headers.lines().toList();
        }

        RunningRelay relay() {
            return switch (this) {
                case WRONG_TOKEN -> tokens;
                case NO_MORE_SOCKETS -> full;
                default -> local;
            };
        }
    }

    @BeforeAll
    static void start() throws Exception {
        auth = new TestAuthService();
        tokens = RunningRelay.with(new IdentityConfig(
                List.of(), false, false, Set.of(), Set.of(), auth.uri(), IdentityConfig.DEFAULT_RECHECK));
        local = RunningRelay.with(RoomLimits.DEFAULT.withMaxMessageBytes(LARGEST), ConnectionLimits.DEFAULT);
        assertThat(local.put(DOCUMENT, "words").statusCode()).isEqualTo(200);
        full = RunningRelay.on(
                TestPostgres.freshDatabase(),
                IdentityConfig.localOnly(),
                RoomLimits.DEFAULT,
                new ConnectionLimits(1, 1, 100));
    }

    @AfterAll
    static void stop() throws Exception {
        full.close();
        local.close();
        tokens.close();
        auth.close();
    }

    static Stream<Arguments> table() {
        return Arrays.stream(Refusal.values())
                .flatMap(refusal -> Arrays.stream(UnreadBody.values())
                        .filter(body ->
                                !SLOW.contains(body) || refusal == Refusal.FOREIGN_PAGE || refusal == Refusal.TOO_LARGE)
                        .filter(body -> body.size() > LARGEST || refusal != Refusal.TOO_LARGE)
                        .map(body -> arguments(refusal, body)));
    }

    @ParameterizedTest
    @MethodSource("table")
    @DisplayName(
            "whoever is refused gets the answer, and either the connection's end is said or the next request answered")
    void nextRequest(Refusal refusal, UnreadBody body) throws Exception {
        try (Taken taken = refusal == Refusal.NO_MORE_SOCKETS ? Taken.socket() : Taken.nothing()) {
            assertThat(taken).isNotNull();
            UnreadBody.Outcome outcome =
                    body.send(refusal.relay().uri(), refusal.method, refusal.path, refusal.headers(), "/health");
            assertThat(outcome.status()).isEqualTo(refusal.status);
            if (body.isLittleAndSoon()) {
                assertThat(outcome.kept()).isTrue();
            }
        }
    }

    /** The one socket that the full relay has. */
    private record Taken(@Nullable Door door) implements AutoCloseable {
        static Taken nothing() {
            return new Taken(null);
        }

        static Taken socket() {
            AtomicReference<Door> taken = new AtomicReference<>();
            await().atMost(Duration.ofSeconds(30)).until(() -> {
                Door door = Door.upgrade(full, "/collab");
                taken.set(door);
                return door.status == 101;
            });
            return new Taken(taken.get());
        }

        @Override
        public void close() throws IOException {
            if (door != null) {
                door.close();
            }
        }
    }

    @ParameterizedTest
    @EnumSource(value = Refusal.class, mode = EnumSource.Mode.EXCLUDE, names = "NO_MORE_SOCKETS")
    @DisplayName("Java's client gets each of a row of refusals")
    void javaClient(Refusal refusal) throws Exception {
        RunningRelay relay = refusal.relay();
        String[] headers = refusal.headers().stream()
                .filter(header -> !header.contains("Upgrade"))
                .flatMap(header -> Stream.of(header.split(": ", 2)))
                .toArray(String[]::new);
        int expected = refusal == Refusal.NO_HANDSHAKE ? 426 : refusal.status;
        for (int round = 0; round < ROUNDS; round++) {
            int size = refusal == Refusal.TOO_LARGE || round % 2 == 0 ? 1_000_000 : 10;
            HttpRequest.Builder request = relay.request(refusal.path, headers)
                    .method(refusal.method, BodyPublishers.ofByteArray(new byte[size]));
            HttpResponse<String> answer = relay.send(request);
            assertThat(answer.statusCode()).as("round %d", round).isEqualTo(expected);
        }
    }
}
