package dev.markco.agent.internal.decision;

import org.jspecify.annotations.Nullable;

/**
 * Why a file cannot be written, though it may be read; its document goes on without it.
 *
 * @param why a clause for people
 * @param until when it is tried again, in milliseconds; {@link DocumentState#NEVER} when that depends on the document
 * @param waited how long is waited this time, in milliseconds
 */
record Obstacle(String why, long until, long waited) {
    /** How long to wait before what the disk refused is tried again, in milliseconds; twice as long each time. */
    private static final long SHORTEST = 1_000;

    private static final long LONGEST = 60_000;

    /** The disk refused it, again if {@code before} is not null. */
    static Obstacle refusal(String why, @Nullable Obstacle before, long now) {
        long wait = before == null ? SHORTEST : Math.min(LONGEST, Math.max(SHORTEST, 2 * before.waited));
        return new Obstacle(why, now + wait, wait);
    }

    /** It could not be read again; as soon as the document is smaller it is written. */
    static Obstacle size(long most) {
        return new Obstacle("it would be larger than " + most + " bytes", DocumentState.NEVER, 0);
    }

    boolean isOver(long now) {
        return now >= until;
    }
}
