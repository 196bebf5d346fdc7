package dev.markco.relay.http;

import dev.markco.relay.identity.RefusedRequestException;
import dev.markco.sync.DocumentKey;
import java.util.concurrent.CompletionException;

/** What failures of stages mean to a client. */
final class Failures {
    private Failures() {}

    /** What made a stage fail. */
    static Throwable cause(Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
    }

    /** The answer to who asks for a document in the trash (R20). */
    static RefusedRequestException trashed(DocumentKey key) {
        return new RefusedRequestException(
                410, key + " is in the trash", "Restore it with POST ?action=restore, or create another one there.");
    }
}
