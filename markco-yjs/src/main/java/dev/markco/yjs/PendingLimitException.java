package dev.markco.yjs;

/**
 * The refusal of an update that would make a document keep more pending than its limit allows. The document, what is
 * pending and the listeners are as they were.
 */
public final class PendingLimitException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final long bytes;
    private final long limit;

    /** With this update {@code bytes} would be pending, where {@code limit} are allowed. */
    public PendingLimitException(long bytes, long limit) {
        super("the update refers to what is missing: " + bytes + " bytes would be pending, the limit is " + limit);
        this.bytes = bytes;
        this.limit = limit;
    }

    /** Bytes that would have been pending, as {@link Pending#bytes()} counts them. */
    public long bytes() {
        return bytes;
    }

    /** The limit in bytes. */
    public long limit() {
        return limit;
    }
}
