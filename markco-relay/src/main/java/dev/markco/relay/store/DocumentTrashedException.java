package dev.markco.relay.store;

import dev.markco.sync.DocumentKey;
import java.util.UUID;

/** The document is in the trash: it can be restored, and nothing else (R20). */
public final class DocumentTrashedException extends StoreException {
    private static final long serialVersionUID = 1L;

    private final UUID id;

    DocumentTrashedException(DocumentKey key, UUID id) {
        super(key + " is in the trash", null);
        this.id = id;
    }

    /** The document's identity. */
    public UUID id() {
        return id;
    }
}
