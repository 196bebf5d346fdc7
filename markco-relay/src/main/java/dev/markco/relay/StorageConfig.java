package dev.markco.relay;

import dev.markco.relay.postgres.PostgresUrl;
import dev.markco.relay.spool.Spool;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Where the relay keeps documents.
 *
 * @param database the PostgreSQL to use; null for an embedded one in the data directory
 * @param dataDirectory where the embedded PostgreSQL keeps its data, and the relay its spool
 * @param cacheDirectory where the embedded PostgreSQL's programs are unpacked to
 * @param patience how long to wait for PostgreSQL at the start
 * @param spoolLimitBytes how large the local spool may become while PostgreSQL is away
 */
public record StorageConfig(
        @Nullable PostgresUrl database,
        Path dataDirectory,
        Path cacheDirectory,
        Duration patience,
        long spoolLimitBytes) {
    /** With the default bound of the spool. */
    public StorageConfig(@Nullable PostgresUrl database, Path dataDirectory, Path cacheDirectory, Duration patience) {
        this(database, dataDirectory, cacheDirectory, patience, Spool.DEFAULT_LIMIT_BYTES);
    }

    /** Where updates wait that PostgreSQL has not taken. */
    Path spoolDirectory() {
        return dataDirectory.resolve("spool");
    }
}
