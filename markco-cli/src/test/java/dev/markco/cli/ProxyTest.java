package dev.markco.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.net.httpserver.HttpServer;
import dev.markco.sync.interop.FrameListener;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The example configurations of real proxies before a real relay. */
final class ProxyTest {
    private static final Path EXAMPLES = Path.of("..", "examples", "proxy").toAbsolutePath();
    private static final String ADA = "6f1c0a3e-2f43-4d53-8f2c-0d3f5f0d9a11";
    private static final String BOB = "0b0e7c9a-7d3e-4b0e-9b5b-2f6a1c4d8e22";
    private static final HttpClient HTTP = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(60))
            .build();

    @TempDir
    static Path temp;

    private static MarkcoProcess relay;
    private static HttpServer tokens;
    private static String relayAddress;

    private enum Proxy {
        CADDY("caddy"),
        NGINX("nginx");

        private final String command;

        Proxy(String command) {
            this.command = command;
        }

        private boolean isInstalled() {
            return List.of("/usr/bin", "/usr/sbin", "/usr/local/bin", "/opt/homebrew/bin").stream()
                    .anyMatch(directory -> Files.isExecutable(Path.of(directory, command)));
        }

        private List<String> start(Path directory, String relay, int port) throws IOException {
            if (this == CADDY) {
                String config = "{\n\tadmin off\n}\n" + Files.readString(EXAMPLES.resolve("Caddyfile"));
                Path file = Files.writeString(directory.resolve("Caddyfile"), config);
                return List.of("caddy", "run", "--adapter", "caddyfile", "--config", file.toString());
            }
            Files.copy(EXAMPLES.resolve("users"), directory.resolve("users"));
            // The workers of root are nobody, who may not read our directory.
            String user = System.getProperty("user.name").equals("root") ? "user root; " : "";
            String config = Files.readString(EXAMPLES.resolve("nginx.conf"))
                    .replace("127.0.0.1:3005", relay)
                    .replace("127.0.0.1:8080", "127.0.0.1:" + port)
                    .replace(
                            "worker_processes auto;",
                            user + "worker_processes 1; daemon off; pid " + directory + "/pid;");
            for (String kind : List.of("client_body", "proxy", "fastcgi", "uwsgi", "scgi")) {
                config = config.replace(
                        "http {\n", "http {\n    " + kind + "_temp_path " + directory.resolve(kind) + ";\n");
            }
            config = config.replace("http {\n", "http {\n    access_log off;\n");
            Path file = Files.writeString(directory.resolve("nginx.conf"), config);
            return List.of("nginx", "-e", "stderr", "-c", file.toString());
        }
    }

    @BeforeAll
    static void startRelay() throws Exception {
        tokens = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        tokens.createContext("/auth/validate", exchange -> {
            boolean known =
                    "Bearer adas-token".equals(exchange.getRequestHeaders().getFirst("Authorization"));
            byte[] body = (known ? "{\"user\":{\"id\":\"" + ADA + "\"}}" : "{}").getBytes(UTF_8);
            exchange.sendResponseHeaders(known ? 200 : 401, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        tokens.start();
        relay = MarkcoProcess.start(
                Map.of(),
                "relay",
                "serve",
                "--port",
                "0",
                "--trusted-proxy",
                "127.0.0.1",
                "--auth-service",
                "http://127.0.0.1:" + tokens.getAddress().getPort(),
                "--allowed-host",
                "notes.example.org",
                "--data-dir",
                temp.resolve("data").toString());
        relayAddress = relay.awaitSaid("relay serves http://(127\\.0\\.0\\.1:\\d+)");
    }

    @AfterAll
    static void stopRelay() {
        relay.close();
        tokens.stop(0);
    }

    @ParameterizedTest
    @EnumSource(Proxy.class)
    @DisplayName("R28 people and programs reach what is theirs through the proxy, and nothing else")
    void throughTheProxy(Proxy proxy) throws Exception {
        assumeTrue(proxy.isInstalled(), proxy.command + " is not installed");
        Path directory = Files.createDirectory(temp.resolve(proxy.command));
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        ProcessBuilder builder = new ProcessBuilder(proxy.start(directory, relayAddress, port))
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("log").toFile());
        builder.environment().put("MARKCO_SITE", "http://127.0.0.1:" + port);
        builder.environment().put("MARKCO_RELAY", relayAddress);
        builder.environment().put("XDG_DATA_HOME", directory.toString());
        builder.environment().put("XDG_CONFIG_HOME", directory.toString());
        Process process = builder.start();
        try {
            String site = "127.0.0.1:" + port;
            await().atMost(Duration.ofSeconds(60))
                    .failFast(() -> assertThat(process.isAlive())
                            .as(Files.readString(directory.resolve("log")))
                            .isTrue())
                    .ignoreExceptionsInstanceOf(IOException.class)
                    .until(() -> status(site, "/health", basic("ada")) == 200);
            check(site, proxy.command);
        } finally {
            process.destroy();
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        }
    }

    private static void check(String site, String name) throws Exception {
        String project = "/api/documents/" + ADA + "/" + name;
        String document = project + "/a%20b/%C3%BC%25%3F%23";
        assertThat(status(site, document, "X-None", "")).isEqualTo(401);
        assertThat(status(site, document, "Authorization", "Basic d3Jvbmc6d3Jvbmc="))
                .isEqualTo(401);
        assertThat(put(site, document, "of " + name, basic("ada"))).isIn(200, 201);
        assertThat(body(site, document, basic("ada"))).isEqualTo("of " + name);
        assertThat(status(site, document, basic("bob"))).as("another's").isEqualTo(403);
        assertThat(status(site, document, "Authorization", basic("bob")[1], "X-User-Id", ADA))
                .as("what a client says of itself")
                .isEqualTo(403);
        assertThat(status(site, document, "X-User-Id", ADA)).isEqualTo(401);
        assertThat(body(site, document, "Authorization", "Bearer adas-token")).isEqualTo("of " + name);
        assertThat(status(site, document, "Authorization", "Bearer adas-token", "X-User-Id", BOB))
                .isEqualTo(200);
        assertThat(status(site, document, "Authorization", "Bearer made-up", "X-User-Id", ADA))
                .isEqualTo(401);
        assertThat(status(site, "/metrics", basic("ada")))
                .as("metrics are the machine's")
                .isEqualTo(403);

        String path = name + "/a%20b/%C3%BC%25%3F%23";
        for (String address : List.of("/sync/" + ADA + "/" + path, "/u/" + ADA + "/sync/" + path)) {
            assertThat(syncs(site, address, basic("ada")))
                    .as("the text is in what the relay sends at %s", address)
                    .contains("of " + name);
        }
        assertThat(upgradeStatus(site, "/u/" + ADA + "/sync/" + path, basic("bob")))
                .isEqualTo(403);
        assertThat(upgradeStatus(site, "/u/" + ADA + "/sync/" + path, "X-User-Id", ADA))
                .isEqualTo(401);
    }

    private static String[] basic(String user) {
        String pair = user + ":" + user + "-s-password";
        return new String[] {"Authorization", "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(UTF_8))};
    }

    private static HttpRequest.Builder request(String site, String path, String... headers) {
        return HttpRequest.newBuilder(URI.create("http://" + site + path))
                .timeout(Duration.ofSeconds(60))
                .headers(headers);
    }

    private static int status(String site, String path, String... headers) throws Exception {
        return HTTP.send(request(site, path, headers).build(), BodyHandlers.discarding())
                .statusCode();
    }

    private static String body(String site, String path, String... headers) throws Exception {
        return HTTP.send(request(site, path, headers).build(), BodyHandlers.ofString())
                .body();
    }

    private static int put(String site, String path, String text, String... headers) throws Exception {
        HttpRequest put = request(site, path, headers)
                .header("Content-Type", "text/markdown")
                .PUT(BodyPublishers.ofString(text))
                .build();
        return HTTP.send(put, BodyHandlers.discarding()).statusCode();
    }

    /** What comes over a socket after an empty client has asked for everything. */
    private static String syncs(String site, String path, String... headers) throws Exception {
        Frames frames = new Frames();
        WebSocket socket = socket(site, path, frames, headers);
        try {
            // y-websocket: a sync message, step 1, an empty state vector.
            socket.sendBinary(ByteBuffer.wrap(new byte[] {0, 0, 1, 0}), true).join();
            while (true) {
                byte[] frame = frames.received.poll(20, TimeUnit.SECONDS);
                assertThat(frame).as("an answer at %s", path).isNotNull();
                if (frame.length > 1 && frame[0] == 0 && frame[1] == 1) {
                    return new String(frame, UTF_8);
                }
            }
        } finally {
            socket.abort();
        }
    }

    private static int upgradeStatus(String site, String path, String... headers) {
        try {
            socket(site, path, new Frames(), headers).abort();
            return 101;
        } catch (CompletionException e) {
            if (e.getCause() instanceof WebSocketHandshakeException refused) {
                return refused.getResponse().statusCode();
            }
            throw e;
        }
    }

    private static WebSocket socket(String site, String path, WebSocket.Listener listener, String... headers) {
        WebSocket.Builder builder = HTTP.newWebSocketBuilder().connectTimeout(Duration.ofSeconds(60));
        for (int i = 0; i < headers.length; i += 2) {
            builder.header(headers[i], headers[i + 1]);
        }
        return builder.buildAsync(URI.create("ws://" + site + path), listener).join();
    }

    private static final class Frames extends FrameListener {
        private final BlockingQueue<byte[]> received = new LinkedBlockingQueue<>();

        @Override
        protected void onFrame(byte[] frame) {
            received.add(frame);
        }
    }
}
