package dev.markco.sync.jetty;

import dev.markco.sync.room.RoomLease;
import java.util.concurrent.CompletionStage;

/** Decides, on a socket that carries many documents, which of them this client may open. */
@FunctionalInterface
public interface CollabGate {
    /**
     * Opens a document for the client; must not block. Fails with {@link RefusedException} when the client must not have
     * it, and with anything else when it cannot be had just now.
     */
    CompletionStage<RoomLease> open(String documentName, String token);
}
