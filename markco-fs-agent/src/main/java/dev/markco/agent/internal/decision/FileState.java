package dev.markco.agent.internal.decision;

import dev.markco.agent.internal.disk.ContentHash;
import org.jspecify.annotations.Nullable;

/**
 * What a document's file is known to be, and what is waited for before it is read or written. Immutable. Times are
 * milliseconds of one monotonic clock.
 *
 * @param presence whether it is there
 * @param unsettled the change that is not taken yet, null for none
 * @param emptiness whether it was found empty
 * @param occasion with what its next change is compared
 * @param content the hash of what it held when it was last read or written, null when that is not known
 * @param refused why no document can hold what is there, null where one can; it is left alone then
 * @param obstacle why it cannot be written, null where it can, as far as is known
 * @param openSince since when a program has been in the way of writing it, {@link DocumentState#NEVER} for none
 * @param waiting what is waited for before it is read or written, for people; null for nothing
 */
public record FileState(
        Presence presence,
        @Nullable Unsettled unsettled,
        Emptiness emptiness,
        TakeOnce.Occasion occasion,
        @Nullable ContentHash content,
        @Nullable String refused,
        @Nullable Obstacle obstacle,
        long openSince,
        @Nullable String waiting) {
    static final String IN_USE = "a program has its file open for writing";

    /** One that nobody has looked at yet. */
    static FileState unseen(TakeOnce.Occasion occasion, @Nullable ContentHash content, boolean missing) {
        return new FileState(
                missing ? Presence.MISSING : Presence.THERE,
                null,
                Emptiness.NO,
                occasion,
                content,
                null,
                null,
                DocumentState.NEVER,
                null);
    }

    FileState with(Presence now) {
        return new FileState(now, unsettled, emptiness, occasion, content, refused, obstacle, openSince, waiting);
    }

    FileState awaiting(@Nullable Unsettled change) {
        return new FileState(presence, change, emptiness, occasion, content, refused, obstacle, openSince, waiting);
    }

    FileState with(Emptiness found) {
        return new FileState(presence, unsettled, found, occasion, content, refused, obstacle, openSince, waiting);
    }

    FileState obstructedBy(@Nullable Obstacle met) {
        return new FileState(presence, unsettled, emptiness, occasion, content, refused, met, openSince, waiting);
    }

    FileState holding(@Nullable ContentHash hash) {
        return new FileState(presence, unsettled, emptiness, occasion, hash, refused, obstacle, openSince, waiting);
    }

    /** It is left alone. */
    FileState refusedFor(String why) {
        return new FileState(presence, null, emptiness, occasion, content, why, obstacle, openSince, waiting);
    }

    FileState readable() {
        return new FileState(presence, unsettled, emptiness, occasion, content, null, obstacle, openSince, waiting);
    }

    FileState waitingFor(@Nullable String what) {
        return new FileState(presence, unsettled, emptiness, occasion, content, refused, obstacle, openSince, what);
    }

    FileState openSince(long time) {
        return new FileState(presence, unsettled, emptiness, occasion, content, refused, obstacle, time, waiting);
    }

    /** All that it holds is taken: from now on its changes are seen as they come. */
    FileState settled() {
        return new FileState(
                presence, null, emptiness, TakeOnce.Occasion.ORDINARY, content, refused, obstacle, openSince, null);
    }

    /** Whether it is gone, has changed, or is another document's, and it is not decided yet what that means. */
    boolean isAwaited() {
        return unsettled != null
                || presence.kind() == Presence.Kind.AWAITED
                || presence.kind() == Presence.Kind.DISPLACED;
    }

    /** Why it is left alone or not written, for people; null for neither. */
    public @Nullable String trouble() {
        String unread = refused;
        Obstacle met = obstacle;
        return unread == null && met != null ? met.why() : unread;
    }

    /** Whether it may be written, as far as is known, or that is to be tried again. */
    boolean isWritable(long now) {
        Obstacle met = obstacle;
        return refused == null
                && (met == null || met.isOver(now))
                && !presence.isUndecided()
                && !emptiness.isUndecided();
    }

    /** As {@link #isWritable}, now that its document has changed: that may have taken the obstacle away. */
    boolean isWritableAfterChange(long now) {
        Obstacle met = obstacle;
        return isWritable(now)
                || (met != null
                        && met.until() == DocumentState.NEVER
                        && obstructedBy(null).isWritable(now));
    }

    /** When writing it is to be tried again; {@link DocumentState#NEVER} when nothing is in the way, or it is told. */
    long triedAgainAt(long now) {
        Obstacle met = obstacle;
        return met == null || met.isOver(now) ? DocumentState.NEVER : met.until();
    }
}
