package dev.markco.sync.jetty;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Decides, for one socket that carries many documents, which of them its client may open. */
@FunctionalInterface
public interface CollabGate {
    /**
     * Opens a document for the client; must not block. Fails with {@link RefusedException} when the client must not have
     * it, and with anything else when it cannot be had just now.
     */
    CompletionStage<Admission> open(String documentName, String token);

    /**
     * As {@link #open}, for a document that the client has open and now names a token for: the admission replaces the one it
     * was opened with, which is given back only then, so that no bound may count both.
     */
    default CompletionStage<Admission> renew(String documentName, String token) {
        return open(documentName, token);
    }

    /** Completes when the socket as a whole has to go. Called once. */
    default CompletionStage<Revocation> revoked() {
        return new CompletableFuture<>();
    }

    /** Called when the socket has ended; what is admitted after that is given back at once. */
    default void ended() {}
}
