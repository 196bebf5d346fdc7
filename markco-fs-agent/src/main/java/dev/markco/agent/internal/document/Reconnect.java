package dev.markco.agent.internal.document;

import dev.markco.agent.internal.decision.TakeOnce;
import dev.markco.sync.text.Hunk;
import dev.markco.sync.text.TextDiff;
import dev.markco.yjs.StateVector;
import dev.markco.yjs.Updates;
import dev.markco.yjs.YDoc;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is decided when two replicas meet again after a time apart. Pure. */
final class Reconnect {
    private Reconnect() {}

    /**
     * The ranges of our text that hold changes which the relay got from elsewhere, and which it does not have from us
     * (R5). Ascending.
     *
     * @param base the last text that both had; null where none is known, as when the relay never told that it had all of ours:
     *     then it is what they have of ours
     * @param ours our whole state
     * @param theirs the relay's whole state
     */
    static List<Hunk> secondCopies(@Nullable String base, byte[] ours, byte[] theirs) {
        YDoc doc = new YDoc();
        doc.applyUpdate(ours);
        String text = DocumentText.of(doc);
        StateVector known = Updates.stateVector(theirs);
        doc.transact(() -> doc.deleteBeyond(known));
        String sent = DocumentText.of(doc);
        String common = base == null ? sent : base;
        List<Hunk> copies = TakeOnce.secondCopies(
                TextDiff.between(common, text),
                TextDiff.between(common, Adoption.contentOf(theirs).text()),
                TakeOnce.Occasion.CATCH_UP);
        return copies.isEmpty() ? copies : within(copies, TextDiff.between(sent, text));
    }

    /** Whether a state has everything that an update brings. */
    static boolean contains(byte[] state, byte[] update) {
        return Updates.stateVector(state).covers(Updates.stateVector(update));
    }

    /** Those ranges that lie within text which {@code unsent} inserts. */
    private static List<Hunk> within(List<Hunk> ranges, List<Hunk> unsent) {
        List<Hunk> inside = new ArrayList<>();
        for (Hunk range : ranges) {
            int shift = 0;
            for (Hunk hunk : unsent) {
                int start = hunk.start() + shift;
                if (start <= range.start() && range.end() <= start + hunk.text().length()) {
                    inside.add(range);
                }
                shift += hunk.growth();
            }
        }
        return inside;
    }
}
