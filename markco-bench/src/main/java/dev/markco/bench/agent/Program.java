package dev.markco.bench.agent;

import dev.markco.bench.load.Processes;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

/** A program as a process of its own, which is ended as a user ends it. What it logs goes to a file. */
final class Program implements AutoCloseable {
    private static final long STOP_SECONDS = 60;
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final Process process;
    private final Path log;

    private Program(Process process, Path log) {
        this.process = process;
        this.log = log;
    }

    static Program start(List<String> command, Map<String, String> environment, Path log) throws IOException {
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().putAll(environment);
        return new Program(builder.start(), log);
    }

    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    Process process() {
        return process;
    }

    /** Asks every so often until the answer is yes; a server that does not answer yet has not said yes. */
    void await(String what, Callable<Boolean> question, Duration interval, Duration patience) throws IOException {
        long end = System.nanoTime() + patience.toNanos();
        Exception last = null;
        while (System.nanoTime() - end < 0) {
            if (!process.isAlive()) {
                throw new IOException("it ended while waiting for " + what + "; see " + log, last);
            }
            try {
                if (question.call()) {
                    return;
                }
                TimeUnit.NANOSECONDS.sleep(interval.toNanos());
            } catch (IOException e) {
                last = e;
            } catch (Exception e) {
                throw new IOException("while waiting for " + what, e);
            }
        }
        throw new IOException("waited in vain for " + what + "; see " + log, last);
    }

    /** The body that a server on this machine answers with. */
    static byte[] get(URI uri) throws IOException {
        try {
            return HTTP.send(
                            HttpRequest.newBuilder(uri)
                                    .timeout(Duration.ofSeconds(30))
                                    .build(),
                            BodyHandlers.ofByteArray())
                    .body();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    @Override
    public void close() {
        Processes.end(process, STOP_SECONDS);
    }
}
