package dev.markco.relay.store;

import dev.markco.sync.DocumentKey;

/** PostgreSQL refuses an update for good; it was set aside in {@code document_updates_set_aside}. */
public final class UpdateRejectedException extends StoreException {
    private static final long serialVersionUID = 1L;

    UpdateRejectedException(DocumentKey key, StoreException cause) {
        super("an update of " + key + " cannot be stored and was set aside: " + cause.getMessage(), cause);
    }
}
