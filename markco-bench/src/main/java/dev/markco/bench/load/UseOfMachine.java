package dev.markco.bench.load;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What a server and PostgreSQL use of the machine while it is measured. */
final class UseOfMachine implements TypingRun.Watch {
    private final RunningServer server;
    private final @Nullable LoadPostgres postgres;
    private long beganAt;
    private long endedAt;
    private Duration serverCpu = Duration.ZERO;
    private Duration postgresCpu = Duration.ZERO;
    private long residentBytes;

    UseOfMachine(RunningServer server, @Nullable LoadPostgres postgres) {
        this.server = server;
        this.postgres = postgres;
    }

    @Override
    public void begin() {
        try {
            if (postgres != null) {
                postgres.stepBack();
            }
            beganAt = System.nanoTime();
            serverCpu = server.cpu();
            postgresCpu = postgres == null ? Duration.ZERO : postgres.cpu();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void end() {
        try {
            endedAt = System.nanoTime();
            serverCpu = server.cpu().minus(serverCpu);
            postgresCpu = postgres == null ? Duration.ZERO : postgres.cpu().minus(postgresCpu);
            residentBytes = server.residentBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The server's processor time as a part of the time that passed, in percent of one processor. */
    double serverPercent() {
        return percent(serverCpu);
    }

    /** As {@link #serverPercent}, of all processes of PostgreSQL. */
    double postgresPercent() {
        return percent(postgresCpu);
    }

    long residentBytes() {
        return residentBytes;
    }

    private double percent(Duration cpu) {
        return 100.0 * cpu.toNanos() / (endedAt - beganAt);
    }
}
