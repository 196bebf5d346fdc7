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
        /** Take it as any other. */
        ORDINARY
    }

    private GitBatch() {}

    /**
     * Decides.
     *
     * @param locked when the lock of the index was made, {@link #NONE} for no lock
     * @param waited for how long a lock has been waited for
     * @param sawLock whether one was waited for at all since the change came
     * @param written when the index was written last, {@link #NONE} when it was not
     * @param modified when the file was
     */
    static Verdict decide(long locked, long waited, boolean sawLock, long written, long modified, long now) {
        if (isAtWork(locked, waited, now)) {
            return Verdict.WAIT;
        }
        boolean followed = written != NONE && written >= modified && now - written <= LONGEST;
        return sawLock || followed ? Verdict.BATCH : Verdict.ORDINARY;
    }

    /** Whether a command that has the lock is to be waited for; one that died may have left it long ago. */
    static boolean isAtWork(long locked, long waited, long now) {
        return locked != NONE && waited < LONGEST && now - locked < LONGEST;
    }
}
