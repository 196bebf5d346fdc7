package dev.markco.relay.spool;

import org.jspecify.annotations.Nullable;

/** A reason why the spool cannot be used; {@link #hint()} tells an operator what to do. */
public class SpoolException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String hint;

    SpoolException(String message, String hint, @Nullable Throwable cause) {
        super(message, cause);
        this.hint = hint;
    }

    public final String hint() {
        return hint;
    }
}
