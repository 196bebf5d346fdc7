package dev.markco.relay.store;

import java.util.UUID;

/** How an attempt to create a document ended. */
public sealed interface Creation {
    /**
     * There was none; now there is, with this state.
     *
     * @param etag the digest of the stored state
     */
    record Created(UUID id, String etag) implements Creation {}

    /** There is one already; nothing changed. */
    record Exists(UUID id) implements Creation {}
}
