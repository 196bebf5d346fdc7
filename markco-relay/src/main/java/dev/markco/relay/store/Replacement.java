package dev.markco.relay.store;

/** How an attempt to add to a document in a certain state ended. */
public sealed interface Replacement {
    /**
     * It was in that state; the update is stored.
     *
     * @param etag the digest of the state now
     */
    record Stored(String etag) implements Replacement {}

    /**
     * It is in another state; nothing changed.
     *
     * @param etag the digest of the state that it is in
     */
    record Changed(String etag) implements Replacement {}

    /** There is no such document. */
    record Missing() implements Replacement {}
}
