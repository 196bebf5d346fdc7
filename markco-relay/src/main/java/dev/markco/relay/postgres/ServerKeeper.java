package dev.markco.relay.postgres;

import dev.markco.sync.time.Time;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread that starts the server process, waits for its end, and starts it again unless it was asked to stop.
 *
 * <p>One thread does it all because the kernel sends the parent-death signal when the starting <em>thread</em> ends.
 */
final class ServerKeeper implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(ServerKeeper.class);
    private static final Duration READY_LIMIT = Duration.ofMinutes(5);
    private static final Duration POLL = Duration.ofMillis(20);
    private static final int ATTEMPTS = 20;
    private static final Duration BETWEEN_ATTEMPTS = Duration.ofMillis(500);
    private static final Duration MAX_PAUSE = Duration.ofSeconds(30);
    /** A server that lived this long and then died is started again without a long pause. */
    private static final Duration HEALTHY = Duration.ofMinutes(1);

    private final Cluster cluster;
    private final PostgresBinaries binaries;
    private final Launch launch;
    private final Time time;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final CompletableFuture<Integer> started = new CompletableFuture<>();
    private final Thread thread = new Thread(this::run, "markco-postgres-keeper");

    ServerKeeper(Cluster cluster, PostgresBinaries binaries, Launch launch, Time time) {
        this.cluster = cluster;
        this.binaries = binaries;
        this.launch = launch;
        this.time = time;
        thread.setDaemon(true);
    }

    /** Starts the server and returns its port once it accepts connections. */
    int start() throws IOException, InterruptedException {
        thread.start();
        try {
            return started.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException cause) {
                throw cause;
            }
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            close();
            throw e;
        }
    }

    private void run() {
        @Nullable Integer port = null;
        Duration pause = Duration.ZERO;
        while (!await(closing, pause)) {
            long begun = time.nanos();
            try {
                Running running = launch(port);
                port = running.port();
                started.complete(port);
                running.awaitEnd();
                if (closing.getCount() > 0) {
                    log.error(
                            "the embedded PostgreSQL (process {}) ended by itself; starting it again. Its log {} ends:\n{}",
                            running.postmaster().pid(),
                            cluster.logFile(),
                            Command.tail(cluster.logFile()));
                }
            } catch (IOException | RuntimeException e) {
                if (started.completeExceptionally(e)) {
                    return;
                }
                log.error("the embedded PostgreSQL does not start again; trying on", e);
            } catch (InterruptedException e) {
                started.completeExceptionally(e);
                return;
            }
            boolean healthy = time.nanos() - begun > HEALTHY.toNanos();
            pause = healthy || pause.isZero() ? Duration.ofMillis(100) : min(pause.multipliedBy(2), MAX_PAUSE);
        }
    }

    /** A server that accepts connections. */
    private record Running(Postmaster postmaster, @Nullable Process child, int port) {
        void awaitEnd() throws InterruptedException {
            if (child != null) {
                child.waitFor();
                return;
            }
            postmaster.awaitEnd();
        }
    }

    /** Starts a server on {@code fixedPort}, or on the remembered one when null. */
    private Running launch(@Nullable Integer fixedPort) throws IOException, InterruptedException {
        stopLeftover();
        int port = fixedPort == null ? cluster.port(false) : fixedPort;
        for (int attempt = 1; ; attempt++) {
            cluster.configure(port);
            long logBefore = Files.exists(cluster.logFile()) ? Files.size(cluster.logFile()) : 0;
            Process child = Command.start(cluster.logFile(), command());
            Optional<Postmaster> postmaster = awaitReady(child);
            if (postmaster.isPresent()) {
                return new Running(postmaster.get(), launch.isBound() ? child : null, port);
            }
            String said = saidSince(logBefore);
            if (closing.getCount() == 0 || attempt == ATTEMPTS) {
                throw failed(said);
            }
            if (said.contains("Address already in use") && fixedPort == null) {
                port = cluster.port(true);
            } else if (!said.contains("still in use")) {
                // "Shared memory still in use" passes: children of a killed server need a moment to notice.
                throw failed(said);
            }
            await(closing, BETWEEN_ATTEMPTS);
        }
    }

    private List<String> command() {
        String data = "--pgdata=" + cluster.data();
        if (launch.isBound()) {
            return launch.server(
                    binaries.program("postgres"), "-D", cluster.data().toString());
        }
        return launch.program(
                binaries.program("pg_ctl"),
                "start",
                "--silent",
                "--wait",
                "--timeout=" + READY_LIMIT.toSeconds(),
                data,
                "--log=" + cluster.logFile());
    }

    /** Waits until the server that {@code starter} is, or starts, accepts connections; empty if it ended instead. */
    private Optional<Postmaster> awaitReady(Process starter) throws IOException, InterruptedException {
        long deadline = time.nanos() + READY_LIMIT.toNanos();
        while (true) {
            boolean over = starter.waitFor(POLL.toMillis(), TimeUnit.MILLISECONDS);
            Optional<PostmasterPid> claim = PostmasterPid.read(cluster.data());
            if (claim.isPresent() && claim.get().ready()) {
                Optional<Postmaster> found = Postmaster.at(claim.get().pid(), cluster.data());
                if (found.isPresent()) {
                    return found;
                }
            }
            if (over && (launch.isBound() || starter.exitValue() != 0)) {
                return Optional.empty();
            }
            if (time.nanos() - deadline > 0 || closing.getCount() == 0) {
                stopLeftover();
                return Optional.empty();
            }
        }
    }

    private EmbeddedPostgresException failed(String said) {
        return new EmbeddedPostgresException(
                "the embedded PostgreSQL does not start: " + said,
                "the log is " + cluster.logFile() + "; mend what it names, " + EmbeddedPostgresException.USE_ANOTHER);
    }

    private String saidSince(long offset) throws IOException {
        byte[] all = Files.readAllBytes(cluster.logFile());
        int from = (int) Math.min(offset, all.length);
        return new String(all, from, all.length - from, StandardCharsets.UTF_8).strip();
    }

    /** Makes way: stops a server that still serves the data, and drops a pid file that names something else. */
    private void stopLeftover() throws IOException, InterruptedException {
        Optional<Postmaster> live = Postmaster.find(cluster.data());
        if (live.isPresent()) {
            log.info(
                    "stopping the PostgreSQL of an earlier run (process {})",
                    live.get().pid());
            live.get().stop(EmbeddedPostgres.STOP_PATIENCE);
            return;
        }
        // We hold the directory's lock and no server runs, so the file is stale; PostgreSQL would take any live
        // process with that number for a server and refuse to start. It still checks its shared memory by itself.
        if (Files.deleteIfExists(PostmasterPid.file(cluster.data()))) {
            log.info("dropped the postmaster.pid of a PostgreSQL that was killed; it recovers from its log now");
        }
    }

    /** Stops the server; bounded by twice {@link EmbeddedPostgres#STOP_PATIENCE} and a little. */
    @Override
    public void close() throws IOException {
        closing.countDown();
        try {
            Optional<Postmaster> live = Postmaster.find(cluster.data());
            if (live.isPresent()) {
                live.get().stop(EmbeddedPostgres.STOP_PATIENCE);
            }
            thread.join(EmbeddedPostgres.STOP_PATIENCE.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while PostgreSQL was stopping", e);
        }
    }

    private static Duration min(Duration a, Duration b) {
        return a.compareTo(b) < 0 ? a : b;
    }

    private static boolean await(CountDownLatch latch, Duration limit) {
        try {
            return latch.await(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }
}
