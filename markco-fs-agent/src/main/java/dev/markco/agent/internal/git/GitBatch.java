package dev.markco.agent.internal.git;

/**
 * Whether a file's change is one of many that a git command makes (R5, R13). Such a change is taken when the command is done,
 * and is perhaps made elsewhere as well, where the same commit is pulled. Pure. Times are milliseconds; those of files are
 * the wall clock's.
 */
public final class GitBatch {
    /** How long a command is waited for, and how long after it a change may still be one of its. */
    static final long LONGEST = 10_000;
    /** A time that there is not. */
    static final long NONE = Long.MIN_VALUE;

    /** What to do with the change. */
    public enum Verdict {
        /** Leave the file alone: a command is at work. */
        WAIT,
        /** Take it as made by a command. */
        BATCH,
        /** A command came behind it, as when somebody saves and commits: it may be one of several, an earlier one of which made it. */
        PERHAPS,
        /** Take it as any other. */
        ORDINARY
    }

    private GitBatch() {}

    /**
     * Decides.
     *
     * @param locked when the lock of the index was written last, {@link #NONE} for no lock
     * @param waited for how long a lock has been waited for
     * @param seen when the command began whose lock was waited for since the change came, {@link #NONE} for none
     * @param last the last command that has ended
     * @param modified when the file was
     */
    static Verdict decide(long locked, long waited, long seen, Command last, long modified, long now) {
        if (isAtWork(locked, waited, now)) {
            return Verdict.WAIT;
        }
        if ((seen != NONE && seen <= modified) || last.isAround(modified)) {
            return Verdict.BATCH;
        }
        boolean followed = last.ended != NONE && last.ended >= modified && now - last.ended <= LONGEST;
        return seen != NONE || followed ? Verdict.PERHAPS : Verdict.ORDINARY;
    }

    /**
     * A command that wrote the index: it made the lock when it began, and gave it the index's name at its end.
     *
     * @param begun {@link #NONE} where that is not told
     * @param ended {@link #NONE} when there was none
     */
    record Command(long begun, long ended) {
        static final Command NONE = new Command(GitBatch.NONE, GitBatch.NONE);

        private boolean isAround(long time) {
            return begun != GitBatch.NONE && begun <= time && time <= ended;
        }
    }

    /** Whether a command that has the lock is to be waited for; one that died may have left it long ago. */
    static boolean isAtWork(long locked, long waited, long now) {
        return locked != NONE && waited < LONGEST && now - locked < LONGEST;
    }
}
