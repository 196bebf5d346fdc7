package dev.markco.relay.store;

import java.util.UUID;

/** A user that the users table lacks and that cannot be added there, since the table is another service's. */
public final class UnknownUserException extends StoreException {
    private static final long serialVersionUID = 1L;

    private final UUID userId;

    UnknownUserException(UUID userId, Throwable cause) {
        super(
                "the user " + userId + " is not in the table users and cannot be added by the relay: "
                        + cause.getMessage(),
                cause);
        this.userId = userId;
    }

    public UUID userId() {
        return userId;
    }
}
