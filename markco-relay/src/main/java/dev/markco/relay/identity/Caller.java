package dev.markco.relay.identity;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Who sent a request: one user, or anyone at all where the relay runs without authentication. */
public final class Caller {
    /** Someone who is taken to be whichever user they ask for. */
    public static final Caller ANYONE = new Caller(null);

    private final @Nullable UUID userId;

    private Caller(@Nullable UUID userId) {
        this.userId = userId;
    }

    public static Caller of(UUID userId) {
        return new Caller(userId);
    }

    /** Whether this caller may see and change what belongs to a user. */
    public boolean mayActFor(UUID owner) {
        return userId == null || userId.equals(owner);
    }

    @Override
    public String toString() {
        return userId == null ? "anyone" : userId.toString();
    }
}
