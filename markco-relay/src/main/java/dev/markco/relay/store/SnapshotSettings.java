package dev.markco.relay.store;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * When a document that was edited gets its snapshot.
 *
 * @param quiet after this long without an edit
 * @param atMost but never later than this after the first edit that it lacks
 * @param firstRetry the pause after a first failure, doubled with each further one
 * @param mostRetry the longest pause
 */
public record SnapshotSettings(Duration quiet, Duration atMost, Duration firstRetry, Duration mostRetry) {
    public static final SnapshotSettings DEFAULT = withQuiet(Duration.ofSeconds(2));

    /** The least part of {@link #atMost} that a document is waited for. */
    private static final double EARLIEST = 0.6;

    /**
     * How long after its first edit a document that is never quiet gets its snapshot: not the same for all, so that the
     * snapshots of documents that began in the same moment do not all come at once.
     */
    Duration patience(RandomGenerator random) {
        double part = EARLIEST + (1 - EARLIEST) * random.nextDouble();
        Duration some = Duration.ofNanos((long) (atMost.toNanos() * part));
        Duration enough = some.compareTo(quiet) < 0 ? quiet : some;
        return enough.compareTo(atMost) < 0 ? enough : atMost;
    }

    /** The default with another quiet time ({@code SAVE_DEBOUNCE_MS}); the longest wait is at least that. */
    public static SnapshotSettings withQuiet(Duration quiet) {
        Duration atMost = Duration.ofSeconds(10);
        return new SnapshotSettings(
                quiet, quiet.compareTo(atMost) > 0 ? quiet : atMost, Duration.ofSeconds(1), Duration.ofMinutes(1));
    }
}
