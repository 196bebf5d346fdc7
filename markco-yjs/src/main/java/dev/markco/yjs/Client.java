package dev.markco.yjs;

import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/** One author of structs, interned per replica, with everything it has written so far and what waits to follow. */
final class Client {
    /** Unsigned, up to 53 bits. */
    final long id;

    final StructList structs = new StructList();

    /** Structs that cannot apply yet; null if none. */
    @Nullable
    Backlog backlog;

    /** Clients whose backlog waits for a clock of this one, nearest clock first; null if none. */
    @Nullable
    PriorityQueue<Backlog.Wait> waits;

    /** {@link Transaction#serial} of the last transaction that added structs, and the next clock before it. */
    private long touchedBy = -1;

    private int clockBefore;

    /** What the transaction {@link #deletesBy} has deleted of this client. */
    ClockRanges deletes = ClockRanges.NONE;

    private long deletesBy = -1;

    Client(long id) {
        this.id = id;
    }

    /** Clock of the first struct that is missing. */
    int nextClock() {
        return structs.end();
    }

    /** Records the state before this transaction's first addition; returns whether this is the first. */
    boolean touch(Transaction transaction) {
        if (touchedBy == transaction.serial) {
            return false;
        }
        touchedBy = transaction.serial;
        clockBefore = nextClock();
        return true;
    }

    /** Makes {@link #deletes} those of this transaction; returns whether they were not yet. */
    boolean touchDeletes(Transaction transaction) {
        if (deletesBy == transaction.serial) {
            return false;
        }
        deletesBy = transaction.serial;
        if (deletes == ClockRanges.NONE) {
            deletes = new ClockRanges();
        }
        deletes.clear();
        return true;
    }

    boolean hasDeletedIn(Transaction transaction, int clock) {
        return deletesBy == transaction.serial && deletes.contains(clock);
    }

    /** The next clock before the transaction began. */
    int clockBefore(Transaction transaction) {
        return touchedBy == transaction.serial ? clockBefore : nextClock();
    }
}
