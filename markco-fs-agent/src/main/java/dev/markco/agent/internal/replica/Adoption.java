package dev.markco.agent.internal.replica;

import dev.markco.agent.internal.disk.FileContent;
import dev.markco.agent.internal.disk.TextFormat;
import dev.markco.sync.text.Hunk;
import dev.markco.sync.text.TextDiff;
import dev.markco.sync.text.ThreeWay;
import dev.markco.yjs.StateVector;
import dev.markco.yjs.YDoc;
import org.jspecify.annotations.Nullable;

/** How a local history is given up for the relay's (R4). Pure. */
public final class Adoption {
    /**
     * The content that both sides are to have.
     *
     * @param conflict whether our text has no place in it and has to be kept beside it
     */
    public record Target(FileContent content, boolean conflict) {}

    private Adoption() {}

    /**
     * Decides about the content. Equal texts in two formats are no conflict.
     *
     * @param base the last content that both had, null when it is not known
     */
    public static Target target(@Nullable FileContent base, FileContent ours, FileContent theirs) {
        if (base != null) {
            String text = ThreeWay.merge(base.text(), ours.text(), theirs.text());
            return new Target(
                    new FileContent(text, TextFormat.merge(base.format(), ours.format(), theirs.format())), false);
        }
        if (theirs.text().isEmpty()) {
            // An empty document never beats a non-empty file (R3).
            return new Target(ours, false);
        }
        boolean oursIsInTheirs =
                TextDiff.between(ours.text(), theirs.text()).stream().allMatch(Hunk::isInsertion);
        return new Target(theirs, !oursIsInTheirs);
    }

    /** The content of a whole state. */
    public static FileContent contentOf(byte[] state) {
        YDoc doc = new YDoc();
        doc.applyUpdate(state);
        return DocumentText.content(doc);
    }

    /**
     * Makes the update that turns {@code theirs} into the target and carries all of our history, deleted, so that whoever
     * holds it converges. Both states stay as they are.
     *
     * @param ours our whole state
     * @param theirs their whole state
     */
    public static byte[] update(byte[] ours, byte[] theirs, FileContent target) {
        YDoc relay = new YDoc();
        relay.applyUpdate(theirs);
        StateVector known = relay.stateVector();
        YDoc scratch = new YDoc();
        scratch.applyUpdate(ours);
        scratch.transact(() -> {
            scratch.applyUpdate(theirs);
            scratch.deleteBeyond(known);
            // Of two that set the same key of the format one has won; if that was ours, the key is gone now.
            DocumentText.edit(scratch, TextDiff.between(DocumentText.of(scratch), target.text()), target.format());
        });
        return scratch.encodeDiff(known);
    }
}
