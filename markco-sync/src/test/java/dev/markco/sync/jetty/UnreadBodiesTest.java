package dev.markco.sync.jetty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.markco.sync.interop.UnreadBody;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.Promise;
import org.eclipse.jetty.util.thread.Invocable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Answers to requests whose body was not read to its end. */
final class UnreadBodiesTest {
    private static final List<String> NONE = List.of();

    private static final Server server = new Server();
    private static URI address;

    /** Ways in which a handler answers a request that it does not read to its end. */
    enum Way {
        AT_ONCE,
        IN_PARTS,
        WITHOUT_A_WRITE,
        ON_ANOTHER_THREAD,
        AFTER_A_FIRST_CHUNK,
        /** As a time limit does. */
        WHILE_IT_WAITS_FOR_THE_REST;

        void answer(Request request, Response response, Callback callback) {
            switch (this) {
                case AT_ONCE -> refuse(response, callback);
                case IN_PARTS -> {
                    response.setStatus(403);
                    response.getHeaders().put("Content-Length", 2);
                    response.write(
                            false,
                            ByteBuffer.wrap(new byte[] {'n'}),
                            Callback.from(
                                    () -> response.write(true, ByteBuffer.wrap(new byte[] {'o'}), callback),
                                    callback::failed));
                }
                case WITHOUT_A_WRITE -> {
                    response.setStatus(403);
                    callback.succeeded();
                }
                case ON_ANOTHER_THREAD -> later(() -> refuse(response, callback));
                case AFTER_A_FIRST_CHUNK ->
                    request.demand(() -> {
                        Content.Chunk chunk = request.read();
                        if (chunk != null) {
                            chunk.release();
                        }
                        refuse(response, callback);
                    });
                case WHILE_IT_WAITS_FOR_THE_REST -> {
                    bytes(request, (bytes, failure) -> {});
                    later(() -> refuse(response, callback));
                }
                default -> throw new IllegalStateException();
            }
        }

        private static void later(Runnable work) {
            CompletableFuture.delayedExecutor(50, TimeUnit.MILLISECONDS).execute(work);
        }

        private static void refuse(Response response, Callback callback) {
            byte[] body = "no".getBytes(StandardCharsets.UTF_8);
            response.setStatus(403);
            response.getHeaders().put("Content-Length", body.length);
            response.write(true, ByteBuffer.wrap(body), callback);
        }
    }

    private static void bytes(Request request, BiConsumer<byte[], Throwable> then) {
        Content.Source.asByteArrayAsync(
                request, -1, Promise.Invocable.from(Invocable.InvocationType.NON_BLOCKING, then));
    }

    @BeforeAll
    static void start() throws Exception {
        ServerConnector connector = new ServerConnector(server);
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        server.setHandler(new UnreadBodies(new Handler.Abstract() {
            @Override
            public boolean handle(Request request, Response response, Callback callback) {
                String path = request.getHttpURI().getPath().substring(1);
                if (path.equals("health")) {
                    Content.Sink.write(response, true, "well", callback);
                } else if (path.equals("length")) {
                    bytes(
                            request,
                            (bytes, failure) -> Content.Sink.write(
                                    response,
                                    true,
                                    failure == null ? Integer.toString(bytes.length) : "failed",
                                    callback));
                } else {
                    Way.valueOf(path).answer(request, response, callback);
                }
                return true;
            }
        }));
        server.start();
        address = URI.create("http://127.0.0.1:" + connector.getLocalPort());
    }

    @AfterAll
    static void stop() throws Exception {
        server.stop();
    }

    static Stream<Arguments> table() {
        return Arrays.stream(Way.values())
                .flatMap(way -> Arrays.stream(UnreadBody.values()).map(body -> arguments(way, body)));
    }

    @ParameterizedTest
    @MethodSource("table")
    @DisplayName("an answer before the body's end either says Connection: close, or the next request is answered")
    void nextRequest(Way way, UnreadBody body) throws Exception {
        UnreadBody.Outcome outcome = body.send(address, "PUT", "/" + way, NONE, "/health");
        assertThat(outcome.status()).isEqualTo(403);
        if (body.isLittleAndSoon()) {
            assertThat(outcome.kept()).isTrue();
        }
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    @DisplayName("Java's client gets each of a row of refusals, however large the body is")
    void javaClient(Way way) throws Exception {
        HttpClient client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        for (int round = 0; round < 100; round++) {
            int size = List.of(10, 100_000, 1_000_000, 3_000_000).get(round % 4);
            HttpRequest request = HttpRequest.newBuilder(address.resolve("/" + way))
                    .PUT(BodyPublishers.ofByteArray(new byte[size]))
                    .timeout(Duration.ofSeconds(60))
                    .build();
            HttpResponse<String> answer = client.send(request, BodyHandlers.ofString());
            assertThat(answer.statusCode()).as("round %d", round).isEqualTo(403);
        }
    }

    @Test
    @DisplayName("a body that is read comes whole")
    void wholeBodies() throws Exception {
        HttpClient client = HttpClient.newHttpClient();
        for (int size : new int[] {0, 1, 100_000, 5_000_000}) {
            HttpRequest request = HttpRequest.newBuilder(address.resolve("/length"))
                    .PUT(BodyPublishers.ofByteArray(new byte[size]))
                    .build();
            HttpResponse<String> answer = client.send(request, BodyHandlers.ofString());
            assertThat(answer.body()).isEqualTo(Integer.toString(size));
            assertThat(answer.headers().firstValue("Connection")).isEmpty();
        }
    }

    @Test
    @DisplayName("a client that was told to go and sends nothing more has no connection for long")
    void silentClients() throws Exception {
        Handler refusing = new Handler.Abstract() {
            @Override
            public boolean handle(Request request, Response response, Callback callback) {
                Way.AT_ONCE.answer(request, response, callback);
                return true;
            }
        };
        Server impatient = new Server();
        ServerConnector connector = new ServerConnector(impatient);
        connector.setHost("127.0.0.1");
        impatient.addConnector(connector);
        impatient.setHandler(new UnreadBodies(refusing, Duration.ofMillis(20), Duration.ofMillis(50)));
        impatient.start();
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), connector.getLocalPort())) {
            socket.getOutputStream()
                    .write("PUT / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 10\r\n\r\nbegun"
                            .getBytes(StandardCharsets.US_ASCII));
            assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
                    .contains("403", "Connection: close");
            // Sooner than a connection on which nothing happens is closed anyway.
            await().atMost(Duration.ofSeconds(25))
                    .until(() -> connector.getConnectedEndPoints().isEmpty());
        } finally {
            impatient.stop();
        }
    }
}
