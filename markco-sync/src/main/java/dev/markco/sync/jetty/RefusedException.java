package dev.markco.sync.jetty;

/** A document is refused to a client for good; the message is the reason the client is told. */
public final class RefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public RefusedException(String reason) {
        super(reason);
    }

    /** A refusal that has a cause which is not the client's business. */
    public RefusedException(String reason, Throwable cause) {
        super(reason, cause);
    }
}
