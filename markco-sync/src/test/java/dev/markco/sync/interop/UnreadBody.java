package dev.markco.sync.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Ways to send the body of a request that is answered without reading it, by hand over one connection.
 */
public enum UnreadBody {
    SMALL(10, 0, false),
    SMALL_CHUNKED(10, 0, true),
    /** The headers come alone, as Java's client sends them. */
    SMALL_LATE(10, 150, false),
    SMALL_CHUNKED_LATE(10, 150, true),
    MEGABYTE(1_000_000, 0, false),
    MEGABYTE_CHUNKED(1_000_000, 0, true),
    MEGABYTE_LATE(1_000_000, 150, false),
    MEGABYTE_CHUNKED_LATE(1_000_000, 150, true),
    /** Later than anybody waits for. */
    SMALL_TOO_LATE(10, 1_300, false),
    SMALL_CHUNKED_TOO_LATE(10, 1_300, true),
    /** More than the buffers of both sides hold. */
    LARGE(30_000_000, 0, false),
    LARGE_CHUNKED(30_000_000, 0, true),
    /** To be sent only when it is asked for. */
    EXPECTED(10, -1, false),
    EXPECTED_CHUNKED(10, -1, true);

    private static final int CHUNK = 16_000;
    private static final int PATIENCE_MILLIS = 60_000;

    private final int size;
    private final long laterMillis;
    private final boolean chunked;

    UnreadBody(int size, long laterMillis, boolean chunked) {
        this.size = size;
        this.laterMillis = laterMillis;
        this.chunked = chunked;
    }

    /** Whether a client may count on keeping its connection. */
    public boolean isLittleAndSoon() {
        return size <= 1_000_000 && laterMillis >= 0 && laterMillis <= 1_000;
    }

    /** How many bytes there are. */
    public int size() {
        return size;
    }

    /**
     * Sends a request; the answer must be seen, and either say that the connection ends, or leave one on which the next
     * request is answered.
     *
     * @param next an address that is answered with 200
     * @return the answer's status, and whether the connection stayed
     */
    public Outcome send(URI server, String method, String path, List<String> headers, String next) throws Exception {
        try (Socket socket = new Socket(server.getHost(), server.getPort())) {
            socket.setSoTimeout(PATIENCE_MILLIS);
            InputStream in = new BufferedInputStream(socket.getInputStream());
            CompletableFuture<Void> sent = new CompletableFuture<>();
            Thread sender = new Thread(() -> {
                try {
                    send(socket.getOutputStream(), head(server, method, path, headers));
                    sent.complete(null);
                } catch (IOException | InterruptedException e) {
                    sent.completeExceptionally(e);
                }
            });
            sender.setDaemon(true);
            sender.start();
            Head answer = Head.read(in);
            if (answer.status == 100) {
                sendBody(socket.getOutputStream());
                answer = Head.read(in);
            }
            if (answer.closes) {
                assertThat(isAtEnd(in)).as("what follows 'Connection: close'").isTrue();
                return new Outcome(answer.status, false);
            }
            sent.get(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
            socket.getOutputStream()
                    .write(("GET " + next + " HTTP/1.1\r\nHost: " + server.getAuthority() + "\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            assertThat(Head.read(in).status).as("the next request").isEqualTo(200);
            return new Outcome(answer.status, true);
        }
    }

    /** What a request came to. */
    public record Outcome(int status, boolean kept) {}

    private String head(URI server, String method, String path, List<String> headers) {
        StringBuilder head = new StringBuilder(method + " " + path + " HTTP/1.1\r\n");
        if (headers.stream().noneMatch(header -> header.startsWith("Host:"))) {
            head.append("Host: ").append(server.getAuthority()).append("\r\n");
        }
        headers.forEach(header -> head.append(header).append("\r\n"));
        head.append(chunked ? "Transfer-Encoding: chunked\r\n" : "Content-Length: " + size + "\r\n");
        head.append(laterMillis < 0 ? "Expect: 100-continue\r\n" : "");
        return head.append("\r\n").toString();
    }

    private void send(OutputStream out, String head) throws IOException, InterruptedException {
        out.write(head.getBytes(StandardCharsets.UTF_8));
        if (laterMillis >= 0) {
            TimeUnit.MILLISECONDS.sleep(laterMillis);
            sendBody(out);
        }
    }

    private void sendBody(OutputStream out) throws IOException {
        byte[] letters = new byte[CHUNK];
        Arrays.fill(letters, (byte) 'x');
        for (int at = 0; at < size; at += CHUNK) {
            int length = Math.min(CHUNK, size - at);
            if (chunked) {
                out.write((Integer.toHexString(length) + "\r\n").getBytes(StandardCharsets.US_ASCII));
            }
            out.write(letters, 0, length);
            if (chunked) {
                out.write(new byte[] {'\r', '\n'});
            }
        }
        if (chunked) {
            out.write("0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        }
    }

    private static boolean isAtEnd(InputStream in) {
        try {
            return in.read() < 0;
        } catch (IOException e) {
            // A reset after the whole answer.
            return true;
        }
    }

    /** What an answer begins with; what follows has been read. */
    private record Head(int status, boolean closes) {
        static Head read(InputStream in) throws IOException {
            String line = line(in);
            assertThat(line).as("an answer").startsWith("HTTP/1.1 ");
            boolean closes = false;
            int length = 0;
            for (String header = line(in); !header.isEmpty(); header = line(in)) {
                String lower = header.toLowerCase(Locale.ROOT);
                closes |= lower.startsWith("connection:") && lower.contains("close");
                if (lower.startsWith("content-length:")) {
                    length = Integer.parseInt(
                            lower.substring(lower.indexOf(':') + 1).trim());
                }
            }
            assertThat(in.readNBytes(length)).as("the answer's body").hasSize(length);
            return new Head(Integer.parseInt(line.split(" ", -1)[1]), closes);
        }

        private static String line(InputStream in) throws IOException {
            ByteArrayOutputStream line = new ByteArrayOutputStream();
            for (int c = in.read(); c >= 0 && c != '\n'; c = in.read()) {
                line.write(c);
            }
            return line.toString(StandardCharsets.UTF_8).trim();
        }
    }
}
