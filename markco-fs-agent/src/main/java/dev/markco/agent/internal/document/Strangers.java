package dev.markco.agent.internal.document;

import dev.markco.sync.room.RoomConnection;
import dev.markco.sync.room.UpdateGate;
import dev.markco.sync.text.Hunk;
import dev.markco.sync.text.TextDiff;
import dev.markco.yjs.StateVector;
import dev.markco.yjs.Updates;
import dev.markco.yjs.YDoc;
import java.util.ArrayDeque;
import java.util.HashSet;
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
    private final Queue<byte[]> waiting = new ArrayDeque<>();
    /** The clients whose updates wait. */
    private final Set<RoomConnection> held = new HashSet<>();

    private final Runnable signal;

    Strangers(Runnable signal) {
        this.signal = signal;
    }

    @Override
    public boolean admit(byte[] update, YDoc doc, RoomConnection from) {
        // What its client types meanwhile is no part of the decision, and would be deleted with the history that
        // yields.
        if (!held.contains(from) && !isStranger(update, doc)) {
            return true;
        }
        held.add(from);
        waiting.add(update);
        signal.run();
        return false;
    }

    /** The next history that waits for a decision, or update that waited behind one; null when there is none. */
    byte @Nullable [] next() {
        byte[] first = waiting.poll();
        if (first == null) {
            held.clear();
        }
        return first;
    }

    /** Whether an update is a whole history, unrelated to the document's, of much the same text. */
    static boolean isStranger(byte[] update, YDoc doc) {
        StateVector ours = doc.stateVector();
        StateVector theirs = Updates.stateVector(update);
        if (Joining.decide(ours, theirs) != Joining.ADOPT) {
            return false;
        }
        YDoc alone = new YDoc();
        alone.applyUpdate(update);
        return !alone.hasPending() && isAlike(DocumentText.of(doc), DocumentText.of(alone));
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
