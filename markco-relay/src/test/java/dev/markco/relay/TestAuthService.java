package dev.markco.relay;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** An auth service on a free port: what it answers to each token is set by the test, and its questions are counted. */
public final class TestAuthService implements AutoCloseable {
    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Map<String, String> users = new ConcurrentHashMap<>();
    private final AtomicInteger asked = new AtomicInteger();
    private volatile int status = 200;
    private volatile CountDownLatch open = new CountDownLatch(0);

    public TestAuthService() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/base/auth/validate", this::answer);
        server.setExecutor(threads);
        server.start();
    }

    /** The address to configure a relay with; the slash at its end is one too many. */
    public URI uri() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/base/");
    }

    /** Makes a token good. */
    public void know(String token, String userId) {
        answer(token, "{\"user\":{\"id\":\"" + userId + "\",\"email\":\"ada@example.org\"}}");
    }

    /** Answers a token with 200 and this body. */
    public void answer(String token, String body) {
        users.put("Bearer " + token, body);
    }

    /** Makes a token one of nobody. */
    public void forget(String token) {
        users.remove("Bearer " + token);
    }

    /** Answers everything with this status; 200 for tokens to mean something again. */
    public void answerAll(int with) {
        status = with;
    }

    /** Lets questions wait until {@link #goOn}. */
    public void hold() {
        open = new CountDownLatch(1);
    }

    public void goOn() {
        open.countDown();
    }

    /** How often it was asked. */
    public int asked() {
        return asked.get();
    }

    private void answer(HttpExchange exchange) throws IOException {
        asked.incrementAndGet();
        try (exchange) {
            open.await();
            String user = users.get(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
            int with = status != 200 ? status : user == null ? 401 : 200;
            byte[] body = (with == 200 ? String.valueOf(user) : "{\"error\":\"no\"}").getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(with, body.length);
            exchange.getResponseBody().write(body);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        goOn();
        server.stop(0);
        threads.shutdownNow();
    }
}
