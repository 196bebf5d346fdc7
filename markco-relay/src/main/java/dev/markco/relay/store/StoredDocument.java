package dev.markco.relay.store;

import dev.markco.sync.DocumentKey;
import dev.markco.yjs.DecodeException;
import dev.markco.yjs.Updates;
import dev.markco.yjs.YDoc;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * All that PostgreSQL held of a document at one instant, the snapshot and the log.
 *
 * <p>It is decoded where it is used and not before, since a large one takes its time; a damaged one ends in an error
 * there, never in an empty document.
 */
public final class StoredDocument {
    private final DocumentKey key;
    private final UUID id;
    private final List<byte[]> parts;
    private final long snapshotVersion;

    StoredDocument(DocumentKey key, UUID id, List<byte[]> parts, long snapshotVersion) {
        this.key = key;
        this.id = id;
        this.parts = parts;
        this.snapshotVersion = snapshotVersion;
    }

    public DocumentKey key() {
        return key;
    }

    /** The document's identity, which stays when it is moved. */
    public UUID id() {
        return id;
    }

    /**
     * One Yjs update, version 1, that makes the document out of an empty one; merged at each call.
     *
     * @throws UndecodableDocumentException when what is stored is damaged
     */
    public byte[] state() {
        try {
            return Updates.merge(parts);
        } catch (DecodeException e) {
            throw new UndecodableDocumentException(key, "snapshot and log", e);
        }
    }

    /** The snapshot, if there is one, and the log's updates, as they are stored. */
    public List<byte[]> parts() {
        return List.copyOf(parts);
    }

    /** The number of the snapshot that this was read with; it grows with each one. */
    public long snapshotVersion() {
        return snapshotVersion;
    }

    /**
     * Merges the document into {@code doc}.
     *
     * @throws UndecodableDocumentException when what is stored is damaged; {@code doc} is of no use then
     */
    public void applyTo(YDoc doc, @Nullable Object origin) {
        try {
            for (byte[] part : parts) {
                doc.applyUpdate(part, origin);
            }
        } catch (DecodeException e) {
            throw new UndecodableDocumentException(key, "snapshot and log", e);
        }
    }
}
