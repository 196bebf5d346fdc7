package dev.markco.relay.identity;

/** A request that is answered with an error; the message says what is wrong, the hint what to do about it. */
public final class RefusedRequestException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final String hint;

    public RefusedRequestException(int status, String message, String hint) {
        super(message, null, false, false);
        this.status = status;
        this.hint = hint;
    }

    /** The HTTP status, 4xx or 5xx. */
    public int status() {
        return status;
    }

    public String hint() {
        return hint;
    }
}
