package dev.markco.agent.internal.decision;

/**
 * How a document's replicas stand at the moment of a decision.
 *
 * @param now the time, in milliseconds of the clock that all times are of
 * @param pending whether there is something that the file has not seen
 * @param detached whether the file was deleted, and that was meant
 * @param known whether anything of the document is remembered in its log
 * @param diskHistory whether the file ever held anything, as far as that tells
 * @param retired whether there are files that were swapped out of its place and that somebody may still write to
 * @param relay what the relay's side says
 */
public record Facts(
        long now,
        boolean pending,
        boolean detached,
        boolean known,
        boolean diskHistory,
        boolean retired,
        Relayed relay) {

    /** What the relay's side says. */
    public enum Relayed {
        /** There is no relay. */
        NONE,
        /** The relay has no such document, or nobody knows. */
        UNLISTED,
        LISTED,
        /** The relay has the document, as changed by somebody, and has not told us how. */
        CHANGED
    }
}
