package dev.markco.relay.store;

import java.util.UUID;

/** How an attempt to move a document, to the trash and back included, ended. */
public sealed interface Relocation {
    /** It has its new place. */
    record Done(UUID id) implements Relocation {}

    /** There is no such document; nothing changed. */
    record Missing() implements Relocation {}

    /** Another document has the name that it was to get; nothing changed. */
    record Taken() implements Relocation {}

    /** Its state is another one than was expected, with the digest {@code etag}; nothing changed. */
    record Changed(String etag) implements Relocation {}
}
