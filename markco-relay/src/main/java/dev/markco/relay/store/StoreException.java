package dev.markco.relay.store;

import org.jspecify.annotations.Nullable;

/** Something that the store was asked for did not happen; the subclasses say why. */
public class StoreException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    StoreException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
