package dev.markco.relay.store;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long to wait before a failed thing is tried again: twice as long each time up to a bound, and each time a random
 * part of that, so that many relays do not come back at the same moment.
 *
 * @param first the pause after the first failure
 * @param most the longest pause
 */
record Backoff(Duration first, Duration most) {
    private static final int MAX_DOUBLINGS = 20;

    /** A pause after {@code failures} (at least 1) failures in a row: within half of the full pause and all of it. */
    Duration pause(int failures, RandomGenerator random) {
        long full = Math.min(most.toNanos(), first.toNanos() << Math.min(failures - 1, MAX_DOUBLINGS));
        return Duration.ofNanos(full / 2 + random.nextLong(full / 2 + 1));
    }
}
