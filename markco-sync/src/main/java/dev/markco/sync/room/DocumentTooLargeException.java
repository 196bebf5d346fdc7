package dev.markco.sync.room;

/** An update would make a document larger than it may become; nothing of it was taken. */
public final class DocumentTooLargeException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final long limit;

    /** The document would have {@code bytes}, where {@code limit} are allowed. */
    public DocumentTooLargeException(long bytes, long limit) {
        super("the document would have " + bytes + " bytes, and at most " + limit + " are allowed");
        this.limit = limit;
    }

    /** The limit in bytes. */
    public long limit() {
        return limit;
    }
}
