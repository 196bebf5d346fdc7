package dev.markco.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.markco.agent.DocumentContent;
import dev.markco.sync.text.Hunk;
import dev.markco.sync.text.TextDiff;
import dev.markco.sync.text.ThreeWay;
import dev.markco.yjs.YDoc;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a file and the snapshot of its history become a document. Pure.
 *
 * <p>The same file and snapshot always make the same state, byte for byte, because the client id of what is made here follows
 * from both: so whoever imports them again, or elsewhere, finds that the relay has them already, whatever was written since.
 */
final class ProjectImport {
    /** To be raised with everything that changes what {@link #state} makes of the same input. */
    private static final byte[] EDITION = "markco import 1".getBytes(UTF_8);

    /** What becomes of a file. */
    enum Outcome {
        /** The document is made. */
        CREATED,
        /** The document had a part of it, or something newer; both are in it. */
        MERGED,
        /** The document has all of it. */
        UNCHANGED,
        /** The document has the text, with another history. */
        SAME_TEXT,
        /** The file is empty and has no history: there is nothing to make a document of. */
        EMPTY,
        /** The document has another text and another history, and stays as it is. */
        CONFLICT,
        /** The document is in the trash, and stays there. */
        TRASHED,
        /** The file can be no document. */
        REFUSED
    }

    /**
     * What to do.
     *
     * @param update what to send, for {@link Outcome#CREATED} the whole state; null when nothing is to be changed
     */
    record Decision(Outcome outcome, byte @Nullable [] update) {}

    private ProjectImport() {}

    /** The state that a file and its snapshot make: the snapshot's history, and what the file differs by as an edit of it. */
    static byte[] state(DocumentContent file, byte @Nullable [] snapshot) {
        YDoc history = new YDoc();
        if (snapshot != null) {
            history.applyUpdate(snapshot);
            if (DocumentContent.of(history).equals(file)) {
                return snapshot;
            }
        }
        YDoc author = new YDoc(clientId(history.stateDigest(), file));
        if (snapshot != null) {
            author.applyUpdate(snapshot);
        }
        file.applyTo(author);
        return author.encodeStateAsUpdate();
    }

    private static long clientId(String historyDigest, DocumentContent file) {
        MessageDigest digest = Digests.newSha256();
        digest.update(EDITION);
        digest.update(historyDigest.getBytes(UTF_8));
        digest.update((byte) (file.crlf() ? 1 : 0));
        digest.update((byte) (file.bom() ? 1 : 0));
        digest.update(file.text().getBytes(UTF_8));
        return Integer.toUnsignedLong(ByteBuffer.wrap(digest.digest()).getInt());
    }

    /**
     * Decides.
     *
     * @param snapshot the state that mrmd-sync saved, null when there is none
     * @param current the document's whole state on the relay, null when there is none
     */
    static Decision decide(DocumentContent file, byte @Nullable [] snapshot, byte @Nullable [] current) {
        if (snapshot == null && file.text().isEmpty()) {
            return new Decision(Outcome.EMPTY, null);
        }
        byte[] ours = state(file, snapshot);
        if (current == null) {
            return new Decision(Outcome.CREATED, ours);
        }
        if (Histories.contains(current, ours)) {
            return new Decision(Outcome.UNCHANGED, null);
        }
        DocumentContent theirs = Histories.content(current);
        if (Histories.isRelated(current, ours)) {
            DocumentContent target = snapshot == null ? file : target(file, snapshot, current);
            return new Decision(Outcome.MERGED, Histories.towards(current, ours, target));
        }
        if (theirs.text().equals(file.text()) || hasAllOf(file.text(), theirs.text())) {
            return new Decision(Outcome.SAME_TEXT, null);
        }
        if (theirs.text().isEmpty()) {
            // An empty document never beats a non-empty file (R3).
            return new Decision(Outcome.MERGED, Histories.towards(current, ours, file));
        }
        return new Decision(Outcome.CONFLICT, null);
    }

    /**
     * The content that a document and a file with related histories are to have. What the file has beyond its snapshot may
     * have come to the relay by another way, as other items: such a change counts once (R5).
     */
    private static DocumentContent target(DocumentContent file, byte[] snapshot, byte[] current) {
        DocumentContent base = Histories.content(snapshot);
        DocumentContent theirs = Histories.content(current);
        YDoc both = Histories.load(current);
        both.applyUpdate(snapshot);
        DocumentContent merged = DocumentContent.of(both);
        if (file.equals(base)) {
            return merged;
        }
        DocumentContent format = new DocumentContent(
                "",
                file.crlf() == base.crlf() ? merged.crlf() : file.crlf(),
                file.bom() == base.bom() ? merged.bom() : file.bom());
        boolean relayIsBehind = Histories.contains(snapshot, current);
        if (relayIsBehind || theirs.text().equals(base.text()) || hasAllOf(theirs.text(), file.text())) {
            return format.withText(file.text());
        }
        if (hasAllOf(file.text(), theirs.text())) {
            // The relay has every word of the file; what is left to do is what the file only took out.
            List<Hunk> takenOut = TextDiff.between(base.text(), file.text()).stream()
                    .filter(hunk -> hunk.text().isEmpty())
                    .toList();
            return format.withText(
                    Hunk.apply(theirs.text(), ThreeWay.rebase(takenOut, TextDiff.between(base.text(), theirs.text()))));
        }
        return format.withText(ThreeWay.merge(base.text(), file.text(), merged.text()));
    }

    /** Whether a text has all of another one, in that order, and maybe more. */
    private static boolean hasAllOf(String less, String more) {
        return TextDiff.between(less, more).stream().allMatch(Hunk::isInsertion);
    }
}
