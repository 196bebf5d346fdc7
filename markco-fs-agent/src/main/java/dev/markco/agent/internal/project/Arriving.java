package dev.markco.agent.internal.project;

import java.util.function.BooleanSupplier;

/** How long a new file waits before it is a document of its own, since it may be a known one under another name. Pure. */
enum Arriving {
    WAITS,
    IS_ITS_OWN,
    IS_GONE;

    /** How long a copy of a file that is still there may wait, in milliseconds: longer than a file has to be gone. */
    static final long COPY_WAITS = 1_500;
    /** How long one may wait at all (R13). */
    static final long LONGEST = 6_000;
    /** Between two looks no more than this counts as waiting: in what goes beyond it, nobody looked. */
    static final long MOST_AT_ONCE = 1_000;

    /**
     * How much of the time between two looks a file has waited, in milliseconds.
     *
     * @param elapsed that time; the process may have been stopped meanwhile
     * @param stuck whether a known file is away of which nobody can say yet what became of it
     */
    static long waited(long elapsed, boolean stuck) {
        return stuck ? 0 : Math.min(elapsed, MOST_AT_ONCE);
    }

    /**
     * Whether a file that just came waits.
     *
     * @param unread whether it is not yet known what all known files held
     * @param unwritten whether it may be the file of a deleted document that somebody is about to write again
     * @param equal whether a known file holds, or held, the same
     * @param away whether a known file is not where it was just now
     */
    static boolean waits(boolean unread, boolean unwritten, boolean equal, boolean away) {
        return unread || unwritten || equal || away;
    }

    /**
     * What is known of a file that waits.
     *
     * @param there whether it is still there
     * @param waited how long it has waited, in milliseconds
     * @param unread whether it is not yet known what all known files held
     * @param unwritten whether it may be the file of a deleted document that somebody is about to write again
     * @param away whether a known file is not where it was just now, which it may be with an edit
     * @param equal whether a known file holds, or held, the same
     * @param equalIsAway whether one of these is not there; asked last
     */
    record Seen(
            boolean there,
            long waited,
            boolean unread,
            boolean unwritten,
            boolean away,
            boolean equal,
            BooleanSupplier equalIsAway) {}

    /** Decides. */
    static Arriving decide(Seen file) {
        if (!file.there()) {
            return IS_GONE;
        }
        if (file.waited() >= LONGEST) {
            return IS_ITS_OWN;
        }
        if (file.unread() || file.unwritten()) {
            return WAITS;
        }
        if (!file.equal()) {
            return file.away() ? WAITS : IS_ITS_OWN;
        }
        boolean copy = file.waited() >= COPY_WAITS && !file.equalIsAway().getAsBoolean();
        return copy ? IS_ITS_OWN : WAITS;
    }
}
