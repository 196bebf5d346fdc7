package dev.markco.relay.store;

import org.jspecify.annotations.Nullable;

/**
 * PostgreSQL cannot be reached or does not take work now: down, full, read-only, over its limits, or refusing our login.
 *
 * <p>Nothing is wrong with what was to be done; it may succeed later.
 */
public final class DatabaseUnavailableException extends StoreException {
    private static final long serialVersionUID = 1L;

    private final String hint;

    DatabaseUnavailableException(String message, String hint, @Nullable Throwable cause) {
        super(message, cause);
        this.hint = hint;
    }

    /** What an operator can do now. */
    public String hint() {
        return hint;
    }
}
