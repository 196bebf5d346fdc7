package dev.markco.relay.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Work in one transaction, done again when PostgreSQL says that doing it again helps.
 *
 * <p>Work that may safely happen twice is also done again, a few times, when its connection broke: a pool does not know that
 * the server was restarted until a connection is used.
 */
final class Transactions {
    private static final Logger log = LoggerFactory.getLogger(Transactions.class);

    private static final int CONFLICT_TRIES = 6;
    /** Connections of a pool break together, and some that were being made break a moment later. */
    private static final int CONNECTION_TRIES = 4;

    private static final long PAUSE_MILLIS = 10;

    private final Database database;

    Transactions(Database database) {
        this.database = database;
    }

    /** Work on a connection; what it returns is committed first. */
    @FunctionalInterface
    interface Work<T> {
        T on(Connection connection) throws SQLException;
    }

    /** Does work that may be done twice without harm; {@code what} names it in errors. */
    <T> T repeatable(String what, Work<T> work) {
        return run(what, work, CONNECTION_TRIES);
    }

    /** Does work that must not be done again when it is not known whether it was committed. */
    <T> T once(String what, Work<T> work) {
        return run(what, work, 1);
    }

    private <T> T run(String what, Work<T> work, int connectionTries) {
        SQLException first = null;
        int conflicts = 0;
        int broken = 0;
        while (true) {
            boolean connected = false;
            try {
                Connection connection = database.connection();
                connected = true;
                return attempt(connection, work);
            } catch (SQLException e) {
                if (first == null) {
                    first = e;
                } else if (first != e) {
                    first.addSuppressed(e);
                }
                if (isBrokenConnection(e)) {
                    database.distrustConnections();
                }
                boolean again = switch (SqlErrors.kind(e)) {
                    case CONFLICT -> ++conflicts < CONFLICT_TRIES;
                    // The pool has waited and tried again already when it gives no connection.
                    case UNAVAILABLE -> connected && isBrokenConnection(e) && ++broken < connectionTries;
                    case DATA, OTHER -> false;
                };
                if (!again) {
                    throw SqlErrors.wrap(what, first);
                }
                pause(conflicts + broken);
            }
        }
    }

    /**
     * Whatever becomes of the connection, the work's outcome stands. A pool that is being closed takes connections away from
     * whoever uses them, who then meets a NullPointerException here.
     */
    private static void giveBack(Connection connection) {
        try {
            connection.close();
        } catch (SQLException | RuntimeException e) {
            log.debug("a connection could not be given back", e);
        }
    }

    private static boolean isBrokenConnection(SQLException e) {
        String state = SqlErrors.state(e);
        return state != null && (state.startsWith("08") || state.startsWith("57P"));
    }

    private static <T> T attempt(Connection connection, Work<T> work) throws SQLException {
        try {
            connection.setAutoCommit(false);
            T result = work.on(connection);
            connection.commit();
            return result;
        } catch (SQLException | RuntimeException e) {
            rollback(connection, e);
            throw e;
        } finally {
            giveBack(connection);
        }
    }

    private static void rollback(Connection connection, Exception because) {
        try {
            if (!connection.isClosed()) {
                connection.rollback();
            }
        } catch (SQLException e) {
            because.addSuppressed(e);
        }
    }

    private void pause(int failures) {
        try {
            long millis = ThreadLocalRandom.current().nextLong(1, PAUSE_MILLIS << failures);
            database.time().sleep(Duration.ofMillis(millis));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
