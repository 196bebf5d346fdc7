package dev.markco.relay.store;

import java.sql.SQLException;
import java.sql.SQLTransientException;
import org.jspecify.annotations.Nullable;

/** What a PostgreSQL error means for the work that met it. Source: PostgreSQL 18 documentation, appendix A. */
final class SqlErrors {
    /** What to do about an error. */
    enum Kind {
        /** Two transactions were in each other's way; the same again will do. */
        CONFLICT,
        /** The server or the way to it; the same later will do. */
        UNAVAILABLE,
        /** The data; the same will fail for ever. */
        DATA,
        /** Anything else, such as a missing table or a right we lack. */
        OTHER
    }

    private SqlErrors() {}

    static Kind kind(SQLException e) {
        String state = state(e);
        if (state == null) {
            return e instanceof SQLTransientException ? Kind.UNAVAILABLE : Kind.OTHER;
        }
        if (state.startsWith("40")) {
            return Kind.CONFLICT;
        }
        return switch (state.substring(0, 2)) {
            // connection; no such database; login; resources (disk full, too many connections); operator; system; locks
            case "08", "3D", "28", "53", "57", "58", "55" -> Kind.UNAVAILABLE;
            // a standby after a failover
            case "25" -> state.equals("25006") ? Kind.UNAVAILABLE : Kind.OTHER;
            // bad data; constraints; limits of the program
            case "22", "23", "54" -> Kind.DATA;
            default -> Kind.OTHER;
        };
    }

    /** Whether waiting cannot help: the login is refused or there is no such database. */
    static boolean isHopeless(SQLException e) {
        String state = state(e);
        return state != null && (state.startsWith("28") || state.startsWith("3D"));
    }

    /** Whether the same would fail for ever. */
    static boolean isForGood(StoreException e) {
        return e instanceof UnknownUserException
                || (e.getCause() instanceof SQLException cause && kind(cause) == Kind.DATA);
    }

    /** The first SQL state along the causes: a pool wraps the driver's error. */
    static @Nullable String state(SQLException e) {
        for (Throwable t = e; t != null; t = t.getCause()) {
            if (t instanceof SQLException sql
                    && sql.getSQLState() != null
                    && sql.getSQLState().length() == 5) {
                return sql.getSQLState();
            }
        }
        return null;
    }

    /** The error as an exception of ours, {@code what} being the thing that failed, as in "loading a/b/c". */
    static StoreException wrap(String what, SQLException e) {
        if (kind(e) == Kind.UNAVAILABLE) {
            return new DatabaseUnavailableException(
                    what + " failed: PostgreSQL is not available: " + rootMessage(e),
                    "look whether PostgreSQL runs, has room and takes our login",
                    e);
        }
        return new StoreException(what + " failed: " + rootMessage(e), e);
    }

    static String rootMessage(SQLException e) {
        Throwable root = e;
        while (root.getCause() instanceof SQLException cause) {
            root = cause;
        }
        String message = root.getMessage();
        return message == null ? root.toString() : message.lines().findFirst().orElse("");
    }
}
