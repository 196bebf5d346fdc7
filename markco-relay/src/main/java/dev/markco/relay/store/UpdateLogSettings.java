package dev.markco.relay.store;

import java.time.Duration;

/**
 * The pace of the {@link UpdateLog}.
 *
 * @param gather the least time between the starts of two commits: what comes meanwhile goes together; an update that
 *     comes after a longer silence is committed at once
 * @param firstRetry the pause after a first failure, doubled with each further one
 * @param mostRetry the longest pause
 * @param criticalAfter how long PostgreSQL may be away until that is an error in the log, said again after each such time
 * @param spoolAfter how long updates may be unsaved until they go to the local spool, and all others with them; what
 *     comes later follows within half of that
 */
public record UpdateLogSettings(
        Duration gather, Duration firstRetry, Duration mostRetry, Duration criticalAfter, Duration spoolAfter) {
    public static final Duration DEFAULT_SPOOL_AFTER = Duration.ofSeconds(1);

    public static final UpdateLogSettings DEFAULT = new UpdateLogSettings(
            Duration.ofMillis(40), Duration.ofMillis(250), Duration.ofSeconds(15), Duration.ofMinutes(5));

    /** With the default for the spool. */
    public UpdateLogSettings(Duration gather, Duration firstRetry, Duration mostRetry, Duration criticalAfter) {
        this(gather, firstRetry, mostRetry, criticalAfter, DEFAULT_SPOOL_AFTER);
    }
}
