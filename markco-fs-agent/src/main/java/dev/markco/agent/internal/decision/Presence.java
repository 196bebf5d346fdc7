package dev.markco.agent.internal.decision;

/**
 * Whether a document's file is where it should be.
 *
 * @param since when it was first not found there, in milliseconds; counts for {@link Kind#AWAITED} only
 */
public record Presence(Kind kind, long since) {
    /** It is, or nobody has looked, or that it is not means nothing. */
    public static final Presence THERE = new Presence(Kind.THERE, 0);
    /** It is not, and somebody has to decide what that means. */
    static final Presence MISSING = new Presence(Kind.MISSING, 0);
    /** There is the file of another document, which may be about to follow it: nothing is read or written. */
    static final Presence DISPLACED = new Presence(Kind.DISPLACED, 0);
    /** It is not, since it was deleted, and is to be written all the same. */
    static final Presence RETURNING = new Presence(Kind.RETURNING, 0);

    /** The ways a file can be there or not. */
    public enum Kind {
        THERE,
        /** It is not: editors that save by deleting and creating put it back in a moment. */
        AWAITED,
        MISSING,
        DISPLACED,
        RETURNING
    }

    static Presence awaited(long since) {
        return new Presence(Kind.AWAITED, since);
    }

    /** It was looked for and is not there. */
    public Presence absent(long now) {
        return switch (kind) {
            case THERE, DISPLACED -> awaited(now);
            case AWAITED -> now < lookAt() ? this : MISSING;
            case MISSING, RETURNING -> this;
        };
    }

    /** When it is to be looked for again, {@link DocumentState#NEVER} when nothing is waited for. */
    public long lookAt() {
        return kind == Kind.AWAITED ? since + Agenda.GRACE : DocumentState.NEVER;
    }

    /** Whether somebody has to decide what became of the file before it is written. */
    boolean isUndecided() {
        return kind == Kind.MISSING || kind == Kind.DISPLACED;
    }

    public boolean isMissing() {
        return kind == Kind.MISSING;
    }
}
