package dev.markco.agent.internal.project;

import java.util.function.BooleanSupplier;

/**
 * When it is decided what it means that files are gone or empty, and whether that needs somebody's word: others that go are waited
 * for, and so is git. Pure; times are milliseconds.
 *
 * @param since when the first of them was seen, {@link #NONE} when none is waited for
 * @param approved whether somebody said that it is meant
 * @param braked whether somebody is asked what it means: while any is gone, nothing is deleted without that word, though it be fewer
 * @param lost how many were deleted or emptied last
 * @param lostAt when that was
 */
record Gathering(long since, boolean approved, boolean braked, int lost, long lostAt) {
    static final long NONE = -1;
    static final Gathering START = new Gathering(NONE, false, false, 0, 0);

    /** How long files that are gone are waited for while others go. */
    static final long LONGEST = 3_000;
    /** How long they are waited for while it is not known of others what they are: reading ends. */
    static final long UNKNOWN = 60_000;
    /** Deletions within this time are one, for the brake. */
    static final long AT_ONCE = 10_000;

    /** What is to be done. */
    enum Act {
        /** None is gone: if there is a brake, it is released. */
        NOTHING,
        /** It is looked again shortly. */
        WAIT,
        /** {@link Departures} decides what became of them. */
        DECIDE,
        /** Renames are carried out, and somebody is asked about the others. */
        BRAKE,
        /** All is carried out, and the brake released. */
        CARRY_OUT
    }

    /** The state after an event, and what is to be done. */
    record Next(Gathering state, Act act) {}

    /** Whether it is to be looked again shortly. */
    boolean isWaiting() {
        return since != NONE;
    }

    /** Somebody said that what is gone is meant to be. */
    Gathering approve() {
        return new Gathering(since, true, braked, lost, lostAt);
    }

    /**
     * It was looked which files are gone or empty.
     *
     * @param any whether some are, and have been for longer than editors take to save
     * @param others whether others just went
     * @param unknown whether there are others of which it is yet to be found that they are gone or empty, too
     * @param git whether git is at work; asked last
     */
    Next looked(boolean any, boolean others, boolean unknown, BooleanSupplier git, long now) {
        if (!any && !others && !unknown) {
            return new Next(new Gathering(NONE, false, false, lost, lostAt), Act.NOTHING);
        }
        long first = isWaiting() ? since : now;
        long waited = now - first;
        boolean gathering = (others && waited < LONGEST) || (unknown && waited < UNKNOWN);
        if (gathering || git.getAsBoolean()) {
            return new Next(new Gathering(first, approved, braked, lost, lostAt), Act.WAIT);
        }
        return new Next(new Gathering(NONE, approved, braked, lost, lostAt), Act.DECIDE);
    }

    /** How many were deleted or emptied so shortly before that they count, too. */
    int recent(long now) {
        return now - lostAt < AT_ONCE ? lost : 0;
    }

    /**
     * It was decided what became of them.
     *
     * @param doubtful whether those are so many, or so strange, that somebody has to say that it is meant
     * @param more how many were deleted or emptied
     */
    Next decided(boolean doubtful, int more, long now) {
        if ((doubtful || (braked && more > 0)) && !approved) {
            return new Next(new Gathering(since, false, true, lost, lostAt), Act.BRAKE);
        }
        return new Next(
                new Gathering(since, false, false, recent(now) + more, more == 0 ? lostAt : now), Act.CARRY_OUT);
    }
}
