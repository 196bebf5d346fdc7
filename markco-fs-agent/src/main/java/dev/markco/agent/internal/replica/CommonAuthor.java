package dev.markco.agent.internal.replica;

import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.markco.agent.internal.disk.ContentHash;
import dev.markco.agent.internal.disk.TextFormat;
import dev.markco.sync.text.Hunk;
import dev.markco.yjs.YDoc;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.List;

/**
 * The replica that makes a change which others may make as well, such as a commit that is pulled on two machines (R5). Its
 * client id follows from the state and from the change, so that whoever makes the same change of the same state makes the
 * same update, byte for byte, and no one has to see the other's first. It makes one transaction and is not used again: an id
 * that stood for two things would tear replicas apart (R2). Pure.
 */
final class CommonAuthor {
    /** To be raised with everything that changes the items that {@link DocumentText#edit} makes of the same hunks. */
    private static final byte[] EDITION = "markco common change 1".getBytes(UTF_8);

    private CommonAuthor() {}

    /** A copy of {@code doc} to make this change in; with an id of its own where there is nothing in common to change. */
    static YDoc of(YDoc doc, List<Hunk> hunks, TextFormat format) {
        YDoc author = fresh(doc, hunks, format);
        author.applyUpdate(doc.encodeStateAsUpdate());
        return author;
    }

    private static YDoc fresh(YDoc doc, List<Hunk> hunks, TextFormat format) {
        if (doc.stateVector().isEmpty() || doc.hasPending()) {
            return new YDoc();
        }
        long id = clientId(doc.stateDigest(), hunks, format);
        return doc.stateVector().get(id) == 0 ? new YDoc(id) : new YDoc();
    }

    /** Of 32 bits, like the ids that yjs draws. */
    static long clientId(String stateDigest, List<Hunk> hunks, TextFormat format) {
        MessageDigest digest = ContentHash.sha256();
        digest.update(EDITION);
        digest.update(stateDigest.getBytes(UTF_8));
        digest.update((byte) (format.crlf() ? 1 : 0));
        digest.update((byte) (format.bom() ? 1 : 0));
        for (Hunk hunk : hunks) {
            byte[] text = hunk.text().getBytes(UTF_16BE);
            digest.update(ByteBuffer.allocate(3 * Integer.BYTES)
                    .putInt(hunk.start())
                    .putInt(hunk.end())
                    .putInt(text.length)
                    .flip());
            digest.update(text);
        }
        return Integer.toUnsignedLong(ByteBuffer.wrap(digest.digest()).getInt());
    }
}
