package dev.markco.relay.store;

import dev.markco.sync.DocumentKey;

/**
 * An update on its way into the log.
 *
 * <p>Not a record: the array is shared, not copied, and never changed.
 */
public final class NewUpdate {
    private final DocumentRef document;
    private final byte[] update;

    public NewUpdate(DocumentRef document, byte[] update) {
        this.document = document;
        this.update = update;
    }

    /** An update of whatever document has this name. */
    public NewUpdate(DocumentKey key, byte[] update) {
        this(new DocumentRef(key), update);
    }

    public DocumentRef document() {
        return document;
    }

    public DocumentKey key() {
        return document.key();
    }

    /** The update as Yjs encodes it, version 1. */
    public byte[] update() {
        return update;
    }
}
