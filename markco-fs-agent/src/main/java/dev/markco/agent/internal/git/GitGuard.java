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
    private boolean waiting;
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
        long written = lock == GitBatch.NONE ? repository.written() : GitBatch.NONE;
        GitBatch.Verdict verdict = GitBatch.decide(lock, waited(), waiting, written, modified, now);
        heed(lock, verdict == GitBatch.Verdict.WAIT);
        return verdict;
    }

    /** Whether nothing is to be written now. */
    public boolean isAtWork() {
        long lock = repository.locked();
        boolean atWork = GitBatch.isAtWork(lock, waited(), time.wall().millis());
        heed(lock, atWork);
        return atWork;
    }

    private void heed(long lock, boolean wait) {
        if (wait && !waiting) {
            waiting = true;
            since = time.millis();
        } else if (!wait && lock != GitBatch.NONE) {
            repository.ignore(lock);
        }
    }

    /** What was waited with is done. */
    public void done() {
        waiting = false;
    }

    private long waited() {
        return waiting ? time.millis() - since : 0;
    }
}
