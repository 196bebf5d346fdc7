package dev.markco.relay.store;

import dev.markco.sync.DocumentKey;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Which document is meant: its name, and its identity once it has a row. The name changes when the document is moved; the
 * identity stays through moves, trash and restore, and what was written for it never reaches another document of the same
 * name (R20, R21).
 *
 * <p>Thread-safe. Equal only to itself: whoever keeps a document open has one of its own.
 */
public final class DocumentRef {
    private volatile DocumentKey key;
    private volatile @Nullable UUID id;

    /** A document that may have no row yet; its first update is stored under whatever has this name then. */
    public DocumentRef(DocumentKey key) {
        this(key, null);
    }

    public DocumentRef(DocumentKey key, @Nullable UUID id) {
        this.key = key;
        this.id = id;
    }

    public DocumentKey key() {
        return key;
    }

    /** The identity; null while nothing of the document is stored. */
    public @Nullable UUID id() {
        return id;
    }

    /** Notes that the document was moved. */
    public void renamed(DocumentKey now) {
        key = now;
    }

    /** Notes the identity of a document whose row is there now. */
    public void identified(UUID known) {
        id = known;
    }

    @Override
    public String toString() {
        return key.toString();
    }
}
