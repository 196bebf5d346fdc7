package dev.markco.relay.store;

import dev.markco.sync.DocumentKey;
import dev.markco.yjs.DecodeException;
import dev.markco.yjs.YDoc;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** All that PostgreSQL held of a document at one instant: the snapshot with the log merged into it. */
public final class StoredDocument {
    private final DocumentKey key;
    private final UUID id;
    private final byte[] state;
    private final long snapshotVersion;

    StoredDocument(DocumentKey key, UUID id, byte[] state, long snapshotVersion) {
        this.key = key;
        this.id = id;
        this.state = state;
        this.snapshotVersion = snapshotVersion;
    }

    public DocumentKey key() {
        return key;
    }

    /** The document's identity, which stays when it is moved. */
    public UUID id() {
        return id;
    }

    /** One Yjs update, version 1, that makes the document out of an empty one. */
    public byte[] state() {
        return state;
    }

    /** The number of the snapshot that this was read with; it grows with each one. */
    public long snapshotVersion() {
        return snapshotVersion;
    }

    /**
     * Merges the document into {@code doc}.
     *
     * @throws UndecodableDocumentException when the state is damaged; {@code doc} has not changed then
     */
    public void applyTo(YDoc doc, @Nullable Object origin) {
        try {
            doc.applyUpdate(state, origin);
        } catch (DecodeException e) {
            throw new UndecodableDocumentException(key, "snapshot and log", e);
        }
    }
}
