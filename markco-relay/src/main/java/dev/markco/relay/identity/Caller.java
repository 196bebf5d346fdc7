package dev.markco.relay.identity;

import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Who sent a request: one user, or anyone at all where the relay runs without authentication. Immutable. */
public final class Caller {
    /** Someone who is taken to be whichever user they ask for. */
    public static final Caller ANYONE = new Caller(null, false);

    private final @Nullable UUID userId;
    private final boolean readOnly;

    private Caller(@Nullable UUID userId, boolean readOnly) {
        this.userId = userId;
        this.readOnly = readOnly;
    }

    public static Caller of(UUID userId) {
        return new Caller(userId, false);
    }

    /** The same one, who may change nothing. */
    public Caller readingOnly() {
        return new Caller(userId, true);
    }

    /** Which user it is; null for one who is taken for anyone. */
    public @Nullable UUID user() {
        return userId;
    }

    public boolean isReadOnly() {
        return readOnly;
    }

    /** Whether this caller may see what belongs to a user. */
    public boolean mayActFor(UUID owner) {
        return userId == null || userId.equals(owner);
    }

    /** Whether this caller is that very user, and not just taken for it. */
    public boolean isUser(UUID user) {
        return user.equals(userId);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Caller that && readOnly == that.readOnly && Objects.equals(userId, that.userId);
    }

    @Override
    public int hashCode() {
        return Objects.hash(userId, readOnly);
    }

    @Override
    public String toString() {
        return (userId == null ? "anyone" : userId.toString()) + (readOnly ? ", reading only" : "");
    }
}
