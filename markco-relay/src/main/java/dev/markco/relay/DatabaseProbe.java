package dev.markco.relay;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one who asks PostgreSQL every few seconds whether it is there, so that nobody else has to wait for the answer. */
final class DatabaseProbe implements AutoCloseable {
    static final Duration PAUSE = Duration.ofSeconds(3);
    private static final Logger log = LoggerFactory.getLogger(DatabaseProbe.class);

    private final BooleanSupplier question;
    private final ScheduledExecutorService thread =
            Executors.newSingleThreadScheduledExecutor(Threads.named("relay-probe"));
    private volatile boolean reachable = true;

    /** A probe that takes PostgreSQL as reachable until it has asked. */
    DatabaseProbe(BooleanSupplier question) {
        this.question = question;
    }

    void start() {
        var unused =
                thread.scheduleWithFixedDelay(this::ask, PAUSE.toMillis(), PAUSE.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void ask() {
        boolean now;
        try {
            now = question.getAsBoolean();
        } catch (RuntimeException e) {
            log.warn("PostgreSQL could not be asked whether it is there", e);
            now = false;
        }
        if (now != reachable) {
            reachable = now;
            if (now) {
                log.info("PostgreSQL answers again");
            } else {
                log.warn("PostgreSQL does not answer");
            }
        }
    }

    /** Whether PostgreSQL answered when it was asked last. */
    boolean isReachable() {
        return reachable;
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
