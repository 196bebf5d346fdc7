package dev.markco.sync.room;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Who made a change, and by what (R41): as the server knows it from the connection, never as the change says of itself.
 *
 * @param author the user; null when nobody knows
 * @param session the connection that brought it, one id for each; null when nobody knows
 * @param madeAt when it was made, if the client said so; null when that is not known, so that it is when it came
 */
public record Authorship(
        @Nullable UUID author,
        @Nullable UUID session,
        Means means,
        @Nullable Instant madeAt) {
    /** That of changes of which nothing is known. */
    public static final Authorship UNKNOWN = new Authorship(null, null, Means.UNKNOWN, null);

    /** Whether both are the same person's by the same means, which goes on when its connection is made anew. */
    public boolean isSameHand(Authorship other) {
        return author != null && author.equals(other.author) && means == other.means;
    }

    /** Of the origin that a room was given with a change: a client's is its connection's. */
    static Authorship of(@Nullable Object origin) {
        if (origin instanceof RoomConnection connection) {
            return connection.authorship();
        }
        return origin instanceof Authorship given ? given : UNKNOWN;
    }
}
