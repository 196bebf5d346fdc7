package dev.markco.relay.store;

import dev.markco.sync.DocumentKey;

/**
 * An update on its way into the log.
 *
 * <p>Not a record: the array is shared, not copied, and never changed.
 */
public final class NewUpdate {
    private final DocumentKey key;
    private final byte[] update;

    public NewUpdate(DocumentKey key, byte[] update) {
        this.key = key;
        this.update = update;
    }

    public DocumentKey key() {
        return key;
    }

    /** The update as Yjs encodes it, version 1. */
    public byte[] update() {
        return update;
    }
}
