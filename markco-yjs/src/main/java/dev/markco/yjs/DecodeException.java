package dev.markco.yjs;

/**
 * The one refusal of bytes that are not what they claim to be. Whoever throws it has changed nothing: no document, no
 * pending structs, no events.
 */
public final class DecodeException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int offset;
    private final String expected;
    private final String actual;

    /** Bytes at {@code offset} (from the start of the decoded array) hold {@code actual} where {@code expected} must be. */
    public DecodeException(int offset, String expected, String actual) {
        super("at byte " + offset + ": expected " + expected + ", found " + actual);
        this.offset = offset;
        this.expected = expected;
        this.actual = actual;
    }

    /** Position of the offending value, in bytes from the start of the decoded array. */
    public int offset() {
        return offset;
    }

    /** What a well-formed input holds there. */
    public String expected() {
        return expected;
    }

    /** What this input holds there. */
    public String actual() {
        return actual;
    }
}
