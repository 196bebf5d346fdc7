package dev.markco.relay.postgres;

import org.jspecify.annotations.Nullable;

/**
 * A reason why there is no PostgreSQL to use, told to an operator.
 *
 * <p>The message says what happened and why, {@link #hint()} what to do about it. Neither ever holds a password.
 */
public class PostgresException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String hint;

    PostgresException(String message, String hint) {
        this(message, hint, null);
    }

    PostgresException(String message, String hint, @Nullable Throwable cause) {
        super(message, cause);
        this.hint = hint;
    }

    /** What an operator can do now, one or two sentences. */
    public final String hint() {
        return hint;
    }
}
