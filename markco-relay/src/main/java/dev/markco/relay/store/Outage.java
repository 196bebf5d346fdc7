package dev.markco.relay.store;

import java.time.Duration;
import java.time.InstantSource;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the log says while PostgreSQL is away: a warning at once, an error when it lasts, a word when it is over.
 * Confined to one thread.
 */
final class Outage {
    private static final Logger log = LoggerFactory.getLogger(Outage.class);

    private final InstantSource clock;
    private final Duration criticalAfter;
    private final Supplier<String> whereabouts;
    private int failures;
    private long sinceMillis;
    private long criticalAtMillis;

    /** {@code whereabouts}: where the updates are meanwhile, as in "they are in memory only". */
    Outage(InstantSource clock, Duration criticalAfter, Supplier<String> whereabouts) {
        this.whereabouts = whereabouts;
        this.clock = clock;
        this.criticalAfter = criticalAfter;
    }

    /** Counts a failure, says what is due, and returns how many there were in a row. */
    int failed(Throwable why) {
        long now = clock.millis();
        failures++;
        if (failures == 1) {
            sinceMillis = now;
            criticalAtMillis = now + criticalAfter.toMillis();
            log.warn("updates cannot be saved now; they are kept in memory and tried again: {}", why.getMessage());
            log.debug("why they cannot be saved", why);
        } else if (now >= criticalAtMillis) {
            criticalAtMillis = now + criticalAfter.toMillis();
            log.error(
                    "CRITICAL: updates could not be saved for {} s; {}: {}",
                    (now - sinceMillis) / 1000,
                    whereabouts.get(),
                    why.getMessage());
        }
        return failures;
    }

    void over() {
        if (failures > 0) {
            log.info("updates are saved again after {} s", (clock.millis() - sinceMillis) / 1000);
            failures = 0;
        }
    }
}
