package dev.markco.sync.room;

import dev.markco.yjs.Updates;
import dev.markco.yjs.YDoc;
import java.util.List;

/**
 * The bound of a document's encoded size.
 *
 * <p>Decides by an upper estimate: the size when it was last measured and the bytes of all updates since. Only when that
 * reaches the bound is the document encoded again, which by then has gained as many bytes as it was below the bound, so that
 * typing never costs an encoding a keystroke. What only deletes, or brings nothing new, is always let in: a full document can
 * be read, shortened and joined again. Confined to the room's lock.
 */
final class SizeGuard {
    private static final long UNKNOWN = -1;
    /** The bytes of the update that says nothing, the only one so short: what most clients bring when they join. */
    private static final int EMPTY_BYTES = 2;

    private final YDoc doc;
    private final long limit;
    /** The encoded size in bytes, at most. */
    private long atMost = UNKNOWN;

    SizeGuard(YDoc doc, long limit) {
        this.doc = doc;
        this.limit = limit;
    }

    /** Counts an update that the document took. */
    void took(byte[] update) {
        if (atMost != UNKNOWN) {
            atMost += update.length;
        }
    }

    /**
     * Checks that the document has room for an update.
     *
     * @throws DocumentTooLargeException when it has not
     * @throws dev.markco.yjs.DecodeException when it has none for bytes that are no update
     */
    void require(byte[] update) {
        if (update.length <= EMPTY_BYTES || fits(update.length)) {
            return;
        }
        byte[] state = measure();
        if (fits(update.length) || bringsNothing(update)) {
            return;
        }
        long merged = Updates.merge(List.of(state, update)).length;
        if (merged > limit && merged > state.length) {
            throw new DocumentTooLargeException(merged, limit);
        }
    }

    /** As {@link #require(byte[])}, for an edit that adds so many bytes. */
    void require(long added) {
        if (added == 0 || fits(added)) {
            return;
        }
        long size = measure().length;
        if (!fits(added)) {
            throw new DocumentTooLargeException(size + added, limit);
        }
    }

    private boolean fits(long added) {
        return atMost != UNKNOWN && atMost + added <= limit;
    }

    private byte[] measure() {
        byte[] state = doc.encodeStateAsUpdate();
        atMost = state.length;
        return state;
    }

    /** Whether the update only deletes, or repeats. */
    private boolean bringsNothing(byte[] update) {
        return Updates.firstClocks(Updates.diff(update, doc.stateVector())).isEmpty();
    }
}
