package dev.markco.agent.internal.document;

import dev.markco.sync.text.Hunk;
import dev.markco.sync.text.TextDiff;
import dev.markco.sync.text.ThreeWay;
import dev.markco.yjs.StateVector;
import dev.markco.yjs.YDoc;
import org.jspecify.annotations.Nullable;

/** How a local history is given up for the relay's (R4). Pure. */
final class Adoption {
    /**
     * The text that both sides are to have.
     *
     * @param conflict whether our text has no place in it and has to be kept beside it
     */
    record Target(String text, boolean conflict) {}

    private Adoption() {}

    /**
     * Decides about the text.
     *
     * @param base the last text that both had, null when it is not known
     */
    static Target target(@Nullable String base, String ours, String theirs) {
        if (ours.equals(theirs)) {
            return new Target(theirs, false);
        }
        if (base != null) {
            return new Target(ThreeWay.merge(base, ours, theirs), false);
        }
        if (theirs.isEmpty()) {
            // An empty document never beats a non-empty file (R3).
            return new Target(ours, false);
        }
        boolean oursIsInTheirs = TextDiff.between(ours, theirs).stream().allMatch(Hunk::isInsertion);
        return new Target(theirs, !oursIsInTheirs);
    }

    /** The text of a whole state. */
    static String textOf(byte[] state) {
        YDoc doc = new YDoc();
        doc.applyUpdate(state);
        return DocumentText.of(doc);
    }

    /**
     * Makes the update that turns {@code theirs} into the target and carries all of our history, deleted, so that whoever
     * holds it converges. Both states stay as they are.
     *
     * @param ours our whole state
     * @param theirs their whole state
     */
    static byte[] update(byte[] ours, byte[] theirs, String target) {
        YDoc relay = new YDoc();
        relay.applyUpdate(theirs);
        StateVector known = relay.stateVector();
        YDoc scratch = new YDoc();
        scratch.applyUpdate(ours);
        scratch.transact(() -> {
            scratch.applyUpdate(theirs);
            scratch.deleteBeyond(known);
            DocumentText.edit(scratch, TextDiff.between(DocumentText.of(scratch), target));
        });
        return scratch.encodeDiff(known);
    }
}
