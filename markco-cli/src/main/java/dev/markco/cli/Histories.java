package dev.markco.cli;

import dev.markco.agent.DocumentContent;
import dev.markco.yjs.StateVector;
import dev.markco.yjs.YDoc;

/** What two Yjs states have to do with each other, and how one takes the other's place. Pure. */
final class Histories {
    private Histories() {}

    /** The document of a whole state. */
    static YDoc load(byte[] state) {
        YDoc doc = new YDoc();
        doc.applyUpdate(state);
        return doc;
    }

    static DocumentContent content(byte[] state) {
        return DocumentContent.of(load(state));
    }

    /** Whether two states may be merged: they have a client in common, or one of them says nothing (R1). */
    static boolean isRelated(byte[] one, byte[] other) {
        return isRelated(load(one), load(other));
    }

    static boolean isRelated(YDoc one, YDoc other) {
        StateVector ours = one.stateVector();
        StateVector theirs = other.stateVector();
        return ours.isEmpty() || theirs.isEmpty() || ours.sharesClientWith(theirs);
    }

    /** Whether merging {@code part} into {@code whole} would change nothing, deletions included. */
    static boolean contains(byte[] whole, byte[] part) {
        YDoc doc = load(whole);
        String before = doc.stateDigest();
        doc.applyUpdate(part);
        return doc.stateDigest().equals(before);
    }

    /**
     * The update that gives a document the content of {@code wanted}, and its history too: whoever holds that converges
     * instead of doubling the text. Of an unrelated history all items come deleted (R4); a related one is merged.
     *
     * @param current the document's whole state
     * @param wanted another whole state
     */
    static byte[] replacement(byte[] current, byte[] wanted) {
        return towards(current, wanted, content(wanted));
    }

    /** As {@link #replacement}, with a content of its own. */
    static byte[] towards(byte[] current, byte[] other, DocumentContent content) {
        YDoc doc = load(current);
        StateVector known = doc.stateVector();
        boolean related = isRelated(doc, load(other));
        doc.transact(() -> {
            doc.applyUpdate(other);
            if (!related) {
                doc.deleteBeyond(known);
            }
            content.applyTo(doc);
        });
        return doc.encodeDiff(known);
    }
}
