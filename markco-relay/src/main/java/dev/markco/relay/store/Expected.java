package dev.markco.relay.store;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a document has to be for something to be done with it: so that who was away does it to the one that was meant.
 *
 * @param id its identity; null for any
 * @param etag the digest of its state, log included; null for any
 */
public record Expected(@Nullable UUID id, @Nullable String etag) {
    /** Whatever it is. */
    public static final Expected ANY = new Expected(null, null);

    boolean isIt(UUID found) {
        return id == null || id.equals(found);
    }
}
