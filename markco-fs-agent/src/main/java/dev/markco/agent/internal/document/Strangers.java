package dev.markco.agent.internal.document;

import dev.markco.agent.internal.decision.Joining;
import dev.markco.agent.internal.replica.DocumentText;
import dev.markco.sync.room.CloseCodes;
import dev.markco.sync.room.RoomConnection;
import dev.markco.sync.room.UpdateGate;
import dev.markco.sync.text.Hunk;
import dev.markco.sync.text.TextDiff;
import dev.markco.yjs.PendingLimitException;
import dev.markco.yjs.StateVector;
import dev.markco.yjs.Updates;
import dev.markco.yjs.YDoc;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Keeps apart what an editor brings of a history that is not ours but tells of the same text: a tab that was open before
 * our state was deleted. Merged plainly, every word would be there twice (R1); one of the two histories yields instead
 * (R4). Guarded by the room's lock.
 */
final class Strangers implements UpdateGate {
    /** What may wait for decisions, in bytes; who sends more is closed and brings it again. */
    private static final long MOST_BYTES = 64L << 20;

    private final Queue<byte[]> waiting = new ArrayDeque<>();
    private long waitingBytes;
    /** The clients whose updates wait. */
    private final Set<RoomConnection> held = new HashSet<>();
    /** The clients that said that they have an unrelated history, with that; not yet decided about. */
    private final Map<RoomConnection, StateVector> apart = new HashMap<>();

    /** What the document of this name had that was deleted last, null for none. */
    private final @Nullable StateVector buried;

    private final Runnable signal;

    Strangers(@Nullable StateVector buried, Runnable signal) {
        this.buried = buried;
        this.signal = signal;
    }

    @Override
    public boolean asksFirst() {
        return true;
    }

    @Override
    public boolean keepsApart(StateVector theirs, YDoc doc, RoomConnection from) {
        if (apart.containsKey(from) || held.contains(from)) {
            return true;
        }
        if (isOfTheBuried(theirs, doc)) {
            dismiss(from);
            return true;
        }
        if (Joining.decide(doc.stateVector(), theirs) != Joining.ADOPT) {
            return false;
        }
        apart.put(from, theirs);
        return true;
    }

    /** It would make the deleted document again, without anybody wanting that (R20). */
    private static void dismiss(RoomConnection from) {
        from.dismiss(CloseCodes.TRASHED, "this document was deleted");
    }

    private boolean isOfTheBuried(StateVector theirs, YDoc doc) {
        StateVector deleted = buried;
        return deleted != null
                && theirs.sharesClientWith(deleted)
                && !doc.stateVector().sharesClientWith(deleted);
    }

    @Override
    public boolean admit(byte[] update, YDoc doc, RoomConnection from) {
        if (buried != null && isOfTheBuried(Updates.stateVector(update), doc)) {
            dismiss(from);
            return false;
        }
        if (!held.contains(from)) {
            StateVector history = apart.get(from);
            if (history != null && !Updates.stateVector(update).covers(history)) {
                // It is typed on a history that is not here yet, and in which it will be.
                return false;
            }
            if (!isStranger(update, doc)) {
                apart.remove(from);
                return true;
            }
        }
        // What its client types meanwhile is no part of the decision, and would be deleted with the history that
        // yields.
        if (waitingBytes + update.length > MOST_BYTES) {
            throw new PendingLimitException(waitingBytes + update.length, MOST_BYTES);
        }
        held.add(from);
        waiting.add(update);
        waitingBytes += update.length;
        signal.run();
        return false;
    }

    @Override
    public void left(RoomConnection from) {
        apart.remove(from);
        held.remove(from);
    }

    /** The first history that waits for a decision, or update that waited behind one; null when there is none. */
    byte @Nullable [] first() {
        return waiting.peek();
    }

    /** The first is decided about. When nothing waits any more, the document is open to those that brought it. */
    void decided() {
        waitingBytes -= waiting.remove().length;
        if (waiting.isEmpty()) {
            apart.keySet().removeAll(held);
            held.forEach(RoomConnection::letIn);
            held.clear();
        }
    }

    /**
     * Whether an update is a whole history, unrelated to the document's, of another replica than a tab that nobody else ever
     * wrote to, or of much the same text: what a tab alone has was typed before it heard of anything, and is new text.
     */
    static boolean isStranger(byte[] update, YDoc doc) {
        StateVector ours = doc.stateVector();
        StateVector theirs = Updates.stateVector(update);
        if (Joining.decide(ours, theirs) != Joining.ADOPT) {
            return false;
        }
        YDoc alone = new YDoc();
        alone.applyUpdate(update);
        return !alone.hasPending()
                && (theirs.clients().size() > 1 || isAlike(DocumentText.of(doc), DocumentText.of(alone)));
    }

    /** Whether a line that is not blank, or at least half of the shorter text, is in both. */
    static boolean isAlike(String one, String other) {
        Set<String> lines = one.lines().filter(line -> !line.isBlank()).collect(Collectors.toSet());
        if (other.lines().anyMatch(lines::contains)) {
            return true;
        }
        int kept = one.length();
        for (Hunk hunk : TextDiff.between(one, other)) {
            kept -= hunk.end() - hunk.start();
        }
        int shorter = Math.min(one.length(), other.length());
        return shorter > 0 && kept * 2 >= shorter;
    }
}
