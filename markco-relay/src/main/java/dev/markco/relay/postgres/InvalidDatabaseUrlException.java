package dev.markco.relay.postgres;

/** A database URL that cannot be used as it is written; the message never repeats the URL, which may hold a password. */
public final class InvalidDatabaseUrlException extends PostgresException {
    private static final long serialVersionUID = 1L;

    InvalidDatabaseUrlException(String message, String hint) {
        super("the database URL " + message, hint);
    }
}
