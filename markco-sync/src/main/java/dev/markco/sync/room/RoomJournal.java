package dev.markco.sync.room;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Where a room's updates become durable. */
@FunctionalInterface
public interface RoomJournal {
    /** Keeps nothing and acknowledges at once: for rooms whose updates are made durable by someone else. */
    RoomJournal NONE = (update, authorship) -> CompletableFuture.completedFuture(null);

    /**
     * Takes what a frame, or an edit, brought that the document lacked, with who made it; in the order the document took it,
     * under the room's lock; must not block. The stage completes when this and all before it are durable, or fails when that
     * will never be. {@code update} is never changed.
     */
    CompletionStage<Void> append(byte[] update, Authorship authorship);
}
