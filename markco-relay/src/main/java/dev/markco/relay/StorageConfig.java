package dev.markco.relay;

import dev.markco.relay.postgres.PostgresUrl;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Where the relay keeps documents.
 *
 * @param database the PostgreSQL to use; null for an embedded one in the data directory
 * @param dataDirectory where the embedded PostgreSQL keeps its data
 * @param cacheDirectory where the embedded PostgreSQL's programs are unpacked to
 * @param patience how long to wait for PostgreSQL at the start
 */
public record StorageConfig(
        @Nullable PostgresUrl database, Path dataDirectory, Path cacheDirectory, Duration patience) {}
