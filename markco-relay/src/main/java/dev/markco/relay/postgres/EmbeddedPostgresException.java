package dev.markco.relay.postgres;

import org.jspecify.annotations.Nullable;

/** The embedded PostgreSQL could not be unpacked, initialised, started or stopped. */
public final class EmbeddedPostgresException extends PostgresException {
    private static final long serialVersionUID = 1L;

    static final String USE_ANOTHER = "or set DATABASE_URL to a PostgreSQL that runs already";

    EmbeddedPostgresException(String message, String hint) {
        super(message, hint);
    }

    EmbeddedPostgresException(String message, String hint, @Nullable Throwable cause) {
        super(message, hint, cause);
    }
}
