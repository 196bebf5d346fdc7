package dev.markco.relay.postgres;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A live PostgreSQL server process that serves one data directory, proven by what runs under its number.
 *
 * <p>There is no other way to an instance than {@link #find} or {@link #at}, and no other class sends signals: a number
 * from a stale file is never signalled (R29).
 */
final class Postmaster {
    private static final Logger log = LoggerFactory.getLogger(Postmaster.class);

    private final ProcessHandle process;
    private final Path data;

    private Postmaster(ProcessHandle process, Path data) {
        this.process = process;
        this.data = data;
    }

    /** The server that {@code postmaster.pid} names, if that process is one and serves {@code data}. */
    static Optional<Postmaster> find(Path data) throws IOException {
        Optional<PostmasterPid> claim = PostmasterPid.read(data);
        return claim.isEmpty() ? Optional.empty() : at(claim.get().pid(), data);
    }

    /** The server with process id {@code pid}, if that process is a PostgreSQL that serves {@code data}. */
    static Optional<Postmaster> at(long pid, Path data) throws IOException {
        Optional<ProcessHandle> process = ProcessHandle.of(pid);
        if (process.isEmpty() || !serves(process.get(), data)) {
            return Optional.empty();
        }
        return Optional.of(new Postmaster(process.get(), data));
    }

    private static boolean serves(ProcessHandle process, Path data) throws IOException {
        if (!process.isAlive()) {
            return false;
        }
        Path proc = Path.of("/proc", Long.toString(process.pid()));
        if (Files.exists(proc)) {
            return servesByProc(proc, data.toRealPath());
        }
        ProcessHandle.Info info = process.info();
        boolean postgres = info.command()
                .map(c -> c.endsWith("/postgres") || c.equals("postgres"))
                .orElse(false);
        String line = info.commandLine().orElse("");
        return postgres
                && (line.contains(data.toString())
                        || line.contains(data.toRealPath().toString()));
    }

    /** A server's working directory is its data directory, which no argument list can fake. */
    private static boolean servesByProc(Path proc, Path data) {
        try {
            String program = Files.readSymbolicLink(proc.resolve("exe")).getFileName() + "";
            Path directory = Files.readSymbolicLink(proc.resolve("cwd"));
            return (program.equals("postgres") || program.equals("postgres (deleted)")) && directory.equals(data);
        } catch (IOException e) {
            // Gone meanwhile, or another user's: in neither case ours.
            log.debug("{} cannot be looked at: {}", proc, e.toString());
            return false;
        }
    }

    long pid() {
        return process.pid();
    }

    void awaitEnd() throws InterruptedException {
        try {
            process.onExit().get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("a process cannot be waited for", e);
        }
    }

    /**
     * Stops the server: a fast shutdown (connections are cut, everything committed is on disk), and when that takes
     * longer than {@code patience} an immediate one (the next start replays the log). Never kill -9, which would leave
     * its children behind.
     *
     * @throws EmbeddedPostgresException if it is alive even then
     */
    void stop(Duration patience) throws IOException, InterruptedException {
        signal("INT");
        if (awaitEnd(patience)) {
            return;
        }
        log.warn("PostgreSQL (process {}) did not stop within {} s; stopping it at once", pid(), patience.toSeconds());
        signal("QUIT");
        if (!awaitEnd(patience)) {
            throw new EmbeddedPostgresException(
                    "PostgreSQL (process " + pid() + ") of " + data + " does not stop",
                    "look into its log and stop it by hand; do not delete its postmaster.pid while it runs");
        }
    }

    private boolean awaitEnd(Duration patience) throws InterruptedException {
        try {
            process.onExit().get(patience.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException e) {
            return !process.isAlive();
        } catch (ExecutionException e) {
            throw new IllegalStateException("a process cannot be waited for", e);
        }
    }

    private void signal(String name) throws IOException, InterruptedException {
        if (!serves(process, data)) {
            return;
        }
        // Java can only send SIGTERM, which waits for clients to leave.
        String kill = "kill -" + name + " " + process.pid();
        Command.run(Duration.ofSeconds(5), Path.of("/dev/null"), List.of("sh", "-c", kill));
    }
}
