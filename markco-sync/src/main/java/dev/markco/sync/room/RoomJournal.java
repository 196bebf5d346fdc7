package dev.markco.sync.room;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Where a room's updates become durable. */
@FunctionalInterface
public interface RoomJournal {
    /** Keeps nothing and acknowledges at once: for rooms whose updates are made durable by someone else. */
    RoomJournal NONE = update -> CompletableFuture.completedFuture(null);

    /**
     * Takes one update, in the order the document took it, under the room's lock; must not block. The stage completes
     * when this update and all before it are durable, or fails when that will never be.
     */
    CompletionStage<Void> append(byte[] update);
}
