package dev.markco.sync.room;

import org.jspecify.annotations.Nullable;

/** Someone who follows a room's document: a replica, an uplink. */
@FunctionalInterface
public interface RoomListener {
    /**
     * Called once for each update that changed the document, under the room's lock and in order; must neither block nor
     * edit the document. {@code origin} is whatever the change was made with: a {@link RoomConnection} for a client's.
     */
    void onUpdate(byte[] update, @Nullable Object origin);
}
