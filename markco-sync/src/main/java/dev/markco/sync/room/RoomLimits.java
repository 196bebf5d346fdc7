package dev.markco.sync.room;

/**
 * The bounds of what one client may make a room hold.
 *
 * @param maxQueuedBytes bytes that may wait before one socket until it is resynced or closed
 * @param maxAwarenessClients awareness clients that one connection may speak for
 * @param maxMessageBytes the largest message a socket accepts; a larger one closes it with 1009
 * @param maxPendingBytes bytes of updates that may wait for others that are missing, in one document; an update that would
 *     leave more is refused, and closes the socket it came from with 1009 (R19)
 */
public record RoomLimits(int maxQueuedBytes, int maxAwarenessClients, int maxMessageBytes, long maxPendingBytes) {
    /** 4 MiB, 64 clients, 64 MiB, 64 MiB. */
    public static final RoomLimits DEFAULT = new RoomLimits(4 << 20, 64, 64 << 20, 64L << 20);

    public RoomLimits {
        if (maxQueuedBytes < 1 || maxAwarenessClients < 1 || maxMessageBytes < 1 || maxPendingBytes < 1) {
            throw new IllegalArgumentException("limits must be positive");
        }
    }
}
