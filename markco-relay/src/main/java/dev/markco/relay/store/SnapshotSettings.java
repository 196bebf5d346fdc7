package dev.markco.relay.store;

import java.time.Duration;

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

    /** The default with another quiet time ({@code SAVE_DEBOUNCE_MS}); the longest wait is at least that. */
    public static SnapshotSettings withQuiet(Duration quiet) {
        Duration atMost = Duration.ofSeconds(10);
        return new SnapshotSettings(
                quiet, quiet.compareTo(atMost) > 0 ? quiet : atMost, Duration.ofSeconds(1), Duration.ofMinutes(1));
    }
}
