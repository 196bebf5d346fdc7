package dev.markco.sync.room;

/**
 * The bounds of what one client may make a room and its socket hold.
 *
 * @param maxQueuedBytes bytes that may wait before one socket until it is resynced or closed
 * @param maxAwarenessClients awareness clients that one connection may speak for
 * @param maxMessageBytes the largest message a socket accepts; a larger one closes it with 1009
 * @param maxPendingBytes bytes of updates that may wait for others that are missing, in one document; an update that would
 *     leave more is refused, and closes the socket it came from with 1009 (R19)
 * @param maxDocumentBytes the encoded size up to which clients may make a document grow; an update that would make it larger
 *     is refused, and closes the socket it came from with 1009 (R19)
 * @param maxMessagesPerSecond messages of one socket a second; over it the socket is read more slowly, nothing is dropped (R19)
 */
public record RoomLimits(
        int maxQueuedBytes,
        int maxAwarenessClients,
        int maxMessageBytes,
        long maxPendingBytes,
        long maxDocumentBytes,
        int maxMessagesPerSecond) {
    /** 4 MiB, 64 clients, 64 MiB, 64 MiB, 128 MiB, 10,000 messages. */
    public static final RoomLimits DEFAULT = new RoomLimits(4 << 20, 64, 64 << 20, 64L << 20, 128L << 20, 10_000);

    public RoomLimits {
        if (maxQueuedBytes < 1
                || maxAwarenessClients < 1
                || maxMessageBytes < 1
                || maxPendingBytes < 1
                || maxDocumentBytes < 1
                || maxMessagesPerSecond < 1) {
            throw new IllegalArgumentException("limits must be positive");
        }
    }

    /** These limits with another bound of the queue, in bytes. */
    public RoomLimits withMaxQueuedBytes(int bytes) {
        return new RoomLimits(
                bytes, maxAwarenessClients, maxMessageBytes, maxPendingBytes, maxDocumentBytes, maxMessagesPerSecond);
    }

    /** These limits with another number of awareness clients. */
    public RoomLimits withMaxAwarenessClients(int clients) {
        return new RoomLimits(
                maxQueuedBytes, clients, maxMessageBytes, maxPendingBytes, maxDocumentBytes, maxMessagesPerSecond);
    }

    /** These limits with another size of messages, in bytes. */
    public RoomLimits withMaxMessageBytes(int bytes) {
        return new RoomLimits(
                maxQueuedBytes, maxAwarenessClients, bytes, maxPendingBytes, maxDocumentBytes, maxMessagesPerSecond);
    }

    /** These limits with another bound of what may wait for missing updates, in bytes. */
    public RoomLimits withMaxPendingBytes(long bytes) {
        return new RoomLimits(
                maxQueuedBytes, maxAwarenessClients, maxMessageBytes, bytes, maxDocumentBytes, maxMessagesPerSecond);
    }

    /** These limits with another size of documents, in bytes. */
    public RoomLimits withMaxDocumentBytes(long bytes) {
        return new RoomLimits(
                maxQueuedBytes, maxAwarenessClients, maxMessageBytes, maxPendingBytes, bytes, maxMessagesPerSecond);
    }

    /** These limits with another message rate. */
    public RoomLimits withMaxMessagesPerSecond(int messages) {
        return new RoomLimits(
                maxQueuedBytes, maxAwarenessClients, maxMessageBytes, maxPendingBytes, maxDocumentBytes, messages);
    }
}
