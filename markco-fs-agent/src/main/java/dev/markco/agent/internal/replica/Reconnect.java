package dev.markco.agent.internal.replica;

import dev.markco.agent.internal.decision.TakeOnce;
import dev.markco.sync.text.Hunk;
import dev.markco.sync.text.TextDiff;
import dev.markco.yjs.StateVector;
import dev.markco.yjs.Subscription;
import dev.markco.yjs.TextOp;
import dev.markco.yjs.Updates;
import dev.markco.yjs.YDoc;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is decided when two replicas meet again after a time apart. Pure. */
public final class Reconnect {
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
    public static List<Hunk> secondCopies(@Nullable String base, byte[] ours, byte[] theirs) {
        YDoc doc = new YDoc();
        doc.applyUpdate(ours);
        String text = DocumentText.of(doc);
        EmbedMap places = EmbedMap.of(DocumentText.root(doc));
        List<Hunk> unsent = deleteUnsent(doc, Updates.stateVector(theirs));
        if (unsent.isEmpty()) {
            return List.of();
        }
        String common = base == null ? DocumentText.of(doc) : base;
        // What we have deleted of theirs is no copy that stays.
        doc.applyUpdate(theirs);
        List<Hunk> copies = TakeOnce.secondCopies(
                TextDiff.between(common, text),
                TextDiff.between(common, DocumentText.of(doc)),
                TakeOnce.Occasion.CATCH_UP);
        return copies.stream()
                .filter(copy -> unsent.stream()
                        .anyMatch(range -> range.start() <= places.index(copy.start())
                                && places.index(copy.end() - 1) < range.end()))
                .toList();
    }

    /**
     * Deletes what a replica with that state vector lacks; returns where that was. By its items: the difference of two texts may
     * as well show the same words, which were sent, beside those that were not.
     */
    private static List<Hunk> deleteUnsent(YDoc doc, StateVector known) {
        List<Hunk> ranges = new ArrayList<>();
        try (Subscription unused = DocumentText.root(doc).observe(event -> {
            int at = 0;
            for (TextOp op : event.delta()) {
                if (op instanceof TextOp.Retain kept) {
                    at += kept.length();
                } else if (op instanceof TextOp.Delete gone) {
                    int end = at + gone.length();
                    ranges.add(new Hunk(at, end, ""));
                    at = end;
                }
            }
        })) {
            doc.transact(() -> doc.deleteBeyond(known));
        }
        return ranges;
    }

    /** Whether a state has everything that an update brings. */
    public static boolean contains(byte[] state, byte[] update) {
        return Updates.stateVector(state).covers(Updates.stateVector(update));
    }
}
