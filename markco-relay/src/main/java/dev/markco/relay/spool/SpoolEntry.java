package dev.markco.relay.spool;

import dev.markco.sync.DocumentKey;
import dev.markco.sync.room.Authorship;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One update in the spool, with the document it belongs to.
 *
 * <p>Not a record: the array is shared, not copied, and never changed.
 */
public final class SpoolEntry {
    private final DocumentKey key;
    private final @Nullable UUID documentId;
    private final byte[] update;
    private final Authorship authorship;
    private final long millis;

    /** {@code millis}: when the update came, since the epoch. */
    public SpoolEntry(DocumentKey key, @Nullable UUID documentId, byte[] update, Authorship authorship, long millis) {
        this.key = key;
        this.documentId = documentId;
        this.update = update;
        this.authorship = authorship;
        this.millis = millis;
    }

    /** The document's name when the update came. */
    public DocumentKey key() {
        return key;
    }

    /** The document's identity (R21); null when it had no row yet. */
    public @Nullable UUID documentId() {
        return documentId;
    }

    /** The update as Yjs encodes it, version 1. */
    public byte[] update() {
        return update;
    }

    /** Who made it. */
    public Authorship authorship() {
        return authorship;
    }

    /** When the update came, in milliseconds since the epoch. */
    public long millis() {
        return millis;
    }
}
