package dev.markco.agent.internal.document;

import dev.markco.agent.internal.decision.RestState;
import dev.markco.agent.internal.decision.Standing;
import dev.markco.agent.internal.setup.Crowd;
import dev.markco.agent.internal.state.AtRest;
import dev.markco.sync.DocumentKey;
import dev.markco.sync.time.Time;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Whether a document is in memory, at rest, or has ended, who holds it in memory, and what it was told while it was not there. What
 * has to change together changes here, under one lock that is held for a moment. Thread-safe; that it comes into memory, leaves
 * it or ends happens in the document's turn alone.
 */
final class Residence implements Crowd.Member {
    /** It stays in memory until something happens to it. */
    static final long UNTIL_FURTHER_NOTICE = Long.MAX_VALUE;

    private final DocumentKey key;
    private final SerialTask task;
    private final Time time;

    private final Object guard = new Object();
    /** How many editors have it open. Guarded by {@link #guard}, as are those below. */
    private int leases;

    private boolean started;
    private boolean ended;
    /** Whether the relay said something of it. */
    private boolean told;
    /** When something happened to it last, in milliseconds. */
    private long activeAt;

    private DocumentAtRest atRest;
    /** Null when it is not in memory. Changes under {@link #guard}, and in the document's turn alone. */
    private volatile @Nullable OpenDocument open;

    /**
     * Nobody holds it, and it is not in memory.
     *
     * @param task runs when there is something to do for the document
     * @param rest what is known of it if it was at rest at the end of the last run, null when it is to be opened
     */
    Residence(DocumentKey key, SerialTask task, Time time, @Nullable AtRest rest) {
        this.key = key;
        this.task = task;
        this.time = time;
        this.activeAt = time.millis();
        this.atRest = DocumentAtRest.takenUp(rest, time.millis());
    }

    @Override
    public void signal() {
        task.signal();
    }

    /** From now on something may be done. */
    void start() {
        synchronized (guard) {
            started = true;
        }
        task.signal();
    }

    boolean isStarted() {
        synchronized (guard) {
            return started;
        }
    }

    boolean isEnded() {
        synchronized (guard) {
            return ended;
        }
    }

    void requireGoing() throws EndedException {
        synchronized (guard) {
            if (ended) {
                throw new EndedException(key.docPath());
            }
        }
    }

    /** Somebody needs it in memory until {@link #release}; returns what is in memory now, null for nothing. */
    @Nullable
    OpenDocument hold() throws EndedException {
        synchronized (guard) {
            requireGoing();
            leases++;
            return open;
        }
    }

    void release() {
        synchronized (guard) {
            leases--;
            activeAt = time.millis();
        }
        task.signal();
    }

    /** The document in memory, null while it is not there. In the document's turn it stays the same. */
    @Nullable
    OpenDocument open() {
        return open;
    }

    DocumentAtRest atRest() {
        synchronized (guard) {
            return atRest;
        }
    }

    /** What is known of the document, which is not in memory, changes by that. */
    void learn(UnaryOperator<DocumentAtRest> news) {
        synchronized (guard) {
            atRest = news.apply(atRest);
        }
    }

    /** What is known of the document at rest, null while it is open, and when it has ended. */
    @Nullable
    AtRest rest() {
        synchronized (guard) {
            return open == null && !ended ? atRest.rest() : null;
        }
    }

    /** Whether it has been in memory since the start, or needs not be. */
    boolean isRead() {
        synchronized (guard) {
            return open != null || atRest.rest() != null || ended;
        }
    }

    /** Whether the relay ever said something of it, which may have been about who has its path next. */
    boolean wasTold() {
        synchronized (guard) {
            return told;
        }
    }

    /** The file may have changed. It is not put to rest before that has been looked at. */
    void markDirty() {
        synchronized (guard) {
            activeAt = time.millis();
            OpenDocument now = open;
            if (now == null) {
                atRest = atRest.dirty(true);
            } else {
                now.markLater();
            }
        }
    }

    /**
     * What is to be done about what the relay said.
     *
     * @param doubtful whether the relay has to be asked: it came too late for this document, or may be of our own doing
     * @param wakes whether a document that is not in memory has something to do now
     * @param open the document in memory, which is told, null for none
     */
    record Heard(boolean doubtful, boolean wakes, @Nullable OpenDocument open) {}

    /** What the relay's list says. */
    Heard stood(Standing news) {
        synchronized (guard) {
            told |= news.isListed();
            atRest = atRest.stood(news);
            boolean wakes = open == null && started && atRest.state().isNeeded(false);
            return new Heard(ended && news.isListed(), wakes, open);
        }
    }

    /** Somebody changed the document of that identity on the relay, as its feed says. */
    Heard changedThere(String id) {
        synchronized (guard) {
            told = true;
            boolean doubtful = ended || (open == null && atRest.state().mayBeEcho(time.millis()));
            if (!doubtful && open == null) {
                atRest = atRest.changedThere(id);
                activeAt = time.millis();
            }
            return new Heard(doubtful, true, open);
        }
    }

    /**
     * What there is to do for a document at rest.
     *
     * @param needed whether it has to be in memory, whatever its file holds
     * @param look whether its file may have changed
     * @param rest as what it came to rest, null when it has never been in memory
     */
    record Due(boolean needed, boolean look, @Nullable AtRest rest) {}

    /** What there is to do; that the file may have changed is said once. */
    Due due(boolean deleting) {
        synchronized (guard) {
            RestState state = atRest.state();
            atRest = atRest.dirty(false);
            return new Due(state.isNeeded(leases > 0 || deleting), state.dirty(), atRest.rest());
        }
    }

    /** It is in memory now, where it has been told what the relay's list said of it; if there is more by now, that too. */
    void woke(OpenDocument woken, Standing known) {
        synchronized (guard) {
            Standing latest = atRest.state().standing();
            atRest = atRest.opened();
            activeAt = time.millis();
            open = woken;
            if (!latest.equals(known) && woken.relay() != null) {
                woken.relay().stand(latest);
            }
        }
    }

    /**
     * Takes an idle document that nobody holds out of memory when nothing has happened for long enough.
     *
     * @param crowded whether others wait to come in
     * @return for how long it stays yet, in milliseconds, or {@link #UNTIL_FURTHER_NOTICE}; not positive if it is out now
     */
    long leaveIfIdle(OpenDocument now, BooleanSupplier crowded) {
        synchronized (guard) {
            if (!now.isIdle()) {
                activeAt = time.millis();
                return UNTIL_FURTHER_NOTICE;
            }
            if (leases > 0) {
                return UNTIL_FURTHER_NOTICE;
            }
            long stays = RestState.stays(crowded.getAsBoolean(), time.millis() - activeAt);
            if (stays <= 0) {
                open = null;
            }
            return stays;
        }
    }

    /** The document has ended, and is not in memory any more. */
    void over() {
        synchronized (guard) {
            ended = true;
            open = null;
        }
    }

    /** As {@link #over}, unless somebody holds it; returns whether it has ended. */
    boolean overUnlessHeld() {
        synchronized (guard) {
            if (leases > 0) {
                return false;
            }
            over();
            return true;
        }
    }

    /** Ends a document that is in memory, and returns what is there; one at rest stays as it is. Null where nothing ends. */
    @Nullable
    OpenDocument endInMemory() {
        synchronized (guard) {
            if (ended) {
                return null;
            }
            OpenDocument now = open;
            ended = now != null;
            return now;
        }
    }
}
