package dev.markco.relay.store;

import dev.markco.sync.DocumentKey;
import dev.markco.sync.room.Authorship;

/**
 * An update of a document, with who made it and when it came: on its way into the log, or as the past has it.
 *
 * <p>Not a record: the array is shared, not copied, and never changed.
 */
public final class AuthoredUpdate {
    private final DocumentRef document;
    private final byte[] update;
    private final Authorship authorship;
    private final long receivedMillis;

    /** {@code receivedMillis}: when it came, since the epoch. */
    public AuthoredUpdate(DocumentRef document, byte[] update, Authorship authorship, long receivedMillis) {
        this.document = document;
        this.update = update;
        this.authorship = authorship;
        this.receivedMillis = receivedMillis;
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

    /** Who made it. */
    public Authorship authorship() {
        return authorship;
    }

    /** When it came, in milliseconds since the epoch. */
    public long receivedMillis() {
        return receivedMillis;
    }

    /** The same for another document object, or with other bytes. */
    AuthoredUpdate with(DocumentRef other, byte[] bytes) {
        return new AuthoredUpdate(other, bytes, authorship, receivedMillis);
    }
}
