package dev.markco.bench.load;

import dev.markco.bench.work.Json;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A server as a process of its own, and what it tells about itself. */
final class RunningServer implements AutoCloseable {
    private static final long START_MILLIS = 60_000;
    private static final long STOP_SECONDS = 60;

    private final Contender contender;
    private final Process process;
    private final InetSocketAddress address;
    private final HttpClient http = HttpClient.newHttpClient();

    /** What a server of Node says of itself. */
    private record NodeStats(long documents, long heapBytes, long rssBytes) {}

    /** The part of what a relay says of itself that is of use here. */
    private record RelayStats(long documents) {}

    private RunningServer(Contender contender, Process process, InetSocketAddress address) {
        this.contender = contender;
        this.process = process;
        this.address = address;
    }

    /** Starts a server and waits until it takes connections. What it logs goes to a file in the directory. */
    static RunningServer start(Contender contender, Pinning pinning, Path directory, @Nullable String databaseUrl)
            throws IOException, InterruptedException {
        int port = freePort();
        ProcessBuilder builder = new ProcessBuilder(pinning.server(contender.command(port, directory)))
                .redirectError(directory.resolve(contender + ".log").toFile());
        builder.environment().putAll(contender.environment(databaseUrl));
        RunningServer server = new RunningServer(
                contender, builder.start(), new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        try {
            server.awaitListening();
            return server;
        } catch (IOException | InterruptedException e) {
            server.close();
            throw e;
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private void awaitListening() throws IOException, InterruptedException {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(START_MILLIS);
        while (true) {
            try (Socket socket = new Socket()) {
                socket.connect(address, 1_000);
                // A relay takes the address first of all, and answers when it serves.
                if (!contender.isMarkco() || get("/health").contains("ok")) {
                    return;
                }
            } catch (IOException e) {
                if (!process.isAlive() || System.nanoTime() - end > 0) {
                    throw new IOException(contender.title + " did not start; its log tells why", e);
                }
            }
            Thread.sleep(50);
        }
    }

    InetSocketAddress address() {
        return address;
    }

    Duration cpu() throws IOException {
        return ProcFiles.cpu(process.pid());
    }

    long residentBytes() throws IOException {
        return ProcFiles.residentBytes(process.pid());
    }

    /** How many documents it has in memory. */
    long documents() throws IOException, InterruptedException {
        return contender.isMarkco()
                ? Json.read(get("/stats").getBytes(StandardCharsets.UTF_8), RelayStats.class).documents
                : ask().documents;
    }

    /** The bytes of heap that are in use after a collection. */
    long heapBytes() throws IOException, InterruptedException {
        return contender.isMarkco() ? JavaHeap.liveBytes(process.pid()) : ask().heapBytes;
    }

    private String get(String path) throws IOException, InterruptedException {
        URI uri = URI.create("http://127.0.0.1:" + address.getPort() + path);
        return http.send(
                        HttpRequest.newBuilder(uri)
                                .timeout(Duration.ofSeconds(10))
                                .build(),
                        BodyHandlers.ofString())
                .body();
    }

    private NodeStats ask() throws IOException {
        // Kept open: closing either end would end the server's conversation.
        BufferedWriter question =
                new BufferedWriter(new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8));
        question.write("stats\n");
        question.flush();
        StringBuilder line = new StringBuilder();
        for (int next = process.getInputStream().read();
                next != '\n';
                next = process.getInputStream().read()) {
            if (next < 0) {
                throw new IOException(contender.title + " ended; its log tells why");
            }
            line.append((char) next);
        }
        return Json.read(line.toString().getBytes(StandardCharsets.UTF_8), NodeStats.class);
    }

    @Override
    public void close() {
        Processes.end(process, STOP_SECONDS);
    }
}
