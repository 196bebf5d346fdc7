package dev.markco.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.markco.sync.interop.UnreadBody;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What an agent's port answers without reading a request's body, and what becomes of the connection. */
final class LocalRefusalsTest {
    private static final int ROUNDS = 40;

    @TempDir
    static Path root;

    private static Agent agent;
    private static URI address;

    /** Requests that are answered although nobody wants their body. */
    enum Answered {
        FOREIGN_PAGE(403, "POST", "/pause", "Origin: https://foreign.example"),
        NOTHING_THERE(404, "PUT", "/nowhere", ""),
        NO_SUCH_METHOD(405, "PUT", "/pause", ""),
        STATUS(200, "POST", "/status?summary=1", ""),
        RESUMED(200, "POST", "/resume", "");

        private final int status;
        private final String method;
        private final String path;
        private final String header;

        Answered(int status, String method, String path, String header) {
            this.status = status;
            this.method = method;
            this.path = path;
            this.header = header;
        }
    }

    @BeforeAll
    static void start() throws Exception {
        agent = new Agent(AgentConfig.of(root).name("p").port(0).build());
        agent.start();
        address = URI.create("http://127.0.0.1:" + agent.port());
    }

    @AfterAll
    static void stop() throws Exception {
        agent.close();
    }

    static Stream<Arguments> table() {
        return Arrays.stream(Answered.values())
                .flatMap(answered -> Arrays.stream(UnreadBody.values())
                        .filter(body -> body.isLittleAndSoon() || answered == Answered.NOTHING_THERE)
                        .map(body -> arguments(answered, body)));
    }

    @ParameterizedTest
    @MethodSource("table")
    @DisplayName(
            "whoever is answered early sees it, and either the connection's end is said or the next request answered")
    void nextRequest(Answered answered, UnreadBody body) throws Exception {
        List<String> headers = answered.header.lines().toList();
        UnreadBody.Outcome outcome = body.send(address, answered.method, answered.path, headers, "/health");
        assertThat(outcome.status()).isEqualTo(answered.status);
        if (body.isLittleAndSoon()) {
            assertThat(outcome.kept()).isTrue();
        }
    }

    @ParameterizedTest
    @EnumSource(Answered.class)
    @DisplayName("Java's client gets each of a row of answers")
    void javaClient(Answered answered) throws Exception {
        HttpClient client = HttpClient.newHttpClient();
        for (int round = 0; round < ROUNDS; round++) {
            HttpRequest.Builder request = HttpRequest.newBuilder(address.resolve(answered.path))
                    .method(answered.method, BodyPublishers.ofByteArray(new byte[round % 2 == 0 ? 1_000_000 : 10]));
            if (!answered.header.isEmpty()) {
                request.headers(answered.header.split(": ", 2));
            }
            assertThat(client.send(request.build(), BodyHandlers.ofString()).statusCode())
                    .as("round %d", round)
                    .isEqualTo(answered.status);
        }
    }
}
