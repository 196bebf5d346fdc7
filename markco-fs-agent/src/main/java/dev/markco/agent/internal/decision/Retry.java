package dev.markco.agent.internal.decision;

import org.jspecify.annotations.Nullable;

/**
 * When what failed is tried again: later each time it fails. Immutable. Times are milliseconds of one monotonic clock.
 *
 * @param failures how often it failed in a row
 * @param why why it failed last, a clause for people; null when it did not
 * @param at when it is tried again
 * @param patience until when nothing is tried, whatever happens meanwhile
 */
public record Retry(int failures, @Nullable String why, long at, long patience) {
    /** Nothing failed. */
    public static final Retry NONE = new Retry(0, null, 0, 0);

    /** How long after a failure everything is tried again, in milliseconds; doubles up to {@link #LONGEST}. */
    static final long SHORTEST = 250;

    static final long LONGEST = 10_000;

    private static final int MOST_DOUBLINGS = 6;

    /**
     * It failed once more.
     *
     * @param elsewhere whether that was at the relay: then whatever happens here is done at once
     */
    public Retry after(String reason, boolean elsewhere, long now) {
        long wait = Math.min(LONGEST, SHORTEST << Math.min(failures, MOST_DOUBLINGS));
        return new Retry(failures + 1, reason, now + wait, elsewhere ? now : now + wait);
    }

    /** Whether that it failed for this reason is something new. */
    public boolean isNews(String reason) {
        return !reason.equals(why);
    }

    /** Whether it failed here, and not at the relay. */
    public boolean isHere() {
        return failures > 0 && patience == at;
    }

    /** For how long nothing is to be tried. */
    public long left(long now) {
        return failures == 0 ? 0 : Math.max(0, patience - now);
    }
}
