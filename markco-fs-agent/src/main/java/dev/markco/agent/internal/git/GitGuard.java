package dev.markco.agent.internal.git;

import dev.markco.sync.time.Time;

/**
 * Keeps one file's changes and writes out of the way of git commands (R13), and tells which changes are theirs (R5). Confined
 * to the document's task. Times are milliseconds.
 */
public final class GitGuard {
    /** How often a lock is looked at. */
    public static final long INTERVAL = 50;

    private final GitRepository repository;
    private final Time time;
    /** When the command began whose lock is waited for. */
    private long seen = GitBatch.NONE;

    private long since;

    public GitGuard(GitRepository repository, Time time) {
        this.repository = repository;
        this.time = time;
    }

    /**
     * What to do with a change of the file; to be asked again after {@link #INTERVAL} when that is to wait.
     *
     * @param modified when that was, by the wall clock
     */
    public GitBatch.Verdict judge(long modified) {
        long now = time.wall().millis();
        long lock = repository.locked();
        GitBatch.Command last = lock == GitBatch.NONE ? repository.last() : GitBatch.Command.NONE;
        GitBatch.Verdict verdict = GitBatch.decide(lock, waited(), seen, last, modified, now);
        heed(lock, verdict == GitBatch.Verdict.WAIT);
        return verdict;
    }

    /** Whether a command made a change, or makes it just now, as far as that is certain; what is waited with for it, as for {@link #judge}, ends with {@link #done}. */
    public boolean hasMade(long modified) {
        GitBatch.Verdict verdict = judge(modified);
        return verdict == GitBatch.Verdict.BATCH || (verdict == GitBatch.Verdict.WAIT && seen <= modified);
    }

    /** Whether nothing is to be written now. */
    public boolean isAtWork() {
        long lock = repository.locked();
        boolean atWork = GitBatch.isAtWork(lock, waited(), time.wall().millis());
        heed(lock, atWork);
        return atWork;
    }

    private void heed(long lock, boolean wait) {
        if (wait && seen == GitBatch.NONE) {
            seen = repository.begun(lock);
            since = time.millis();
        } else if (!wait && lock != GitBatch.NONE) {
            repository.ignore(lock);
        }
    }

    /** What was waited with is done. */
    public void done() {
        seen = GitBatch.NONE;
    }

    private long waited() {
        return seen == GitBatch.NONE ? 0 : time.millis() - since;
    }
}
