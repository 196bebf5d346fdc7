package dev.markco.relay.identity;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Somebody's wish to know when a client's right to be here ends. Thread-safe. */
public final class Watch implements AutoCloseable {
    private final CompletableFuture<String> ended = new CompletableFuture<>();
    private final Runnable onClose;

    Watch(Runnable onClose) {
        this.onClose = onClose;
    }

    /** A watch over a right that does not end. */
    public static Watch ofNothing() {
        return new Watch(() -> {});
    }

    /** Completes with the reason when the right has ended. */
    public CompletionStage<String> ended() {
        return ended;
    }

    void end(String reason) {
        ended.complete(reason);
    }

    /** Ends the watching. Idempotent. */
    @Override
    public void close() {
        onClose.run();
    }
}
