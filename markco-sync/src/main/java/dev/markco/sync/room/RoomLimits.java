package dev.markco.sync.room;

/**
 * The bounds of what one client may make a room hold.
 *
 * @param maxQueuedBytes bytes that may wait before one socket until it is resynced or closed
 * @param maxAwarenessClients awareness clients that one connection may speak for
 * @param maxMessageBytes the largest message a socket accepts; a larger one closes it with 1009
 */
public record RoomLimits(int maxQueuedBytes, int maxAwarenessClients, int maxMessageBytes) {
    /** 4 MiB, 64 clients, 64 MiB. */
    public static final RoomLimits DEFAULT = new RoomLimits(4 << 20, 64, 64 << 20);

    public RoomLimits {
        if (maxQueuedBytes < 1 || maxAwarenessClients < 1 || maxMessageBytes < 1) {
            throw new IllegalArgumentException("limits must be positive");
        }
    }
}
