package dev.markco.relay.postgres;

import java.nio.file.Path;

/** A second process asked for a data directory that a running one holds. */
public final class DataDirectoryLockedException extends PostgresException {
    private static final long serialVersionUID = 1L;

    DataDirectoryLockedException(Path directory, String owner) {
        super(
                "the data directory " + directory + " is in use by another markco" + owner,
                "stop the other one, or give this one a data directory of its own, or let both use one PostgreSQL"
                        + " by DATABASE_URL");
    }
}
