package dev.markco.relay;

import dev.markco.sync.time.Time;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one who asks PostgreSQL every few seconds whether it is there, so that nobody else has to wait for the answer. */
final class DatabaseProbe {
    static final Duration PAUSE = Duration.ofSeconds(3);
    private static final Logger log = LoggerFactory.getLogger(DatabaseProbe.class);

    private final BooleanSupplier question;
    private final Time time;
    private volatile boolean reachable = true;

    /** A probe that takes PostgreSQL as reachable until it has asked; it may hold up the timer. */
    DatabaseProbe(BooleanSupplier question, Time time) {
        this.question = question;
        this.time = time;
    }

    void start() {
        time.every(PAUSE, this::ask);
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
}
