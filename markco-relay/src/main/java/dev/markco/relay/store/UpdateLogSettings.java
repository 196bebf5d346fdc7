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
 */
public record UpdateLogSettings(Duration gather, Duration firstRetry, Duration mostRetry, Duration criticalAfter) {
    public static final UpdateLogSettings DEFAULT = new UpdateLogSettings(
            Duration.ofMillis(40), Duration.ofMillis(250), Duration.ofSeconds(15), Duration.ofMinutes(5));
}
