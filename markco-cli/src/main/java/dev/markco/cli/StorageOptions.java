package dev.markco.cli;

import dev.markco.relay.StorageConfig;
import dev.markco.relay.postgres.EmbeddedPostgres;
import dev.markco.relay.postgres.PostgresUrl;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where documents are stored. */
final class StorageOptions {
    @Option(
            names = "--database-url",
            paramLabel = "URL",
            description = {
                "PostgreSQL to keep documents in, as postgresql://user:password@host/name or a JDBC URL.",
                "Without it an embedded PostgreSQL is used. Environment: DATABASE_URL."
            })
    @Nullable
    String databaseUrl;

    @Option(
            names = "--data-dir",
            paramLabel = "DIR",
            description =
                    "Where the embedded PostgreSQL and the relay keep their data. Default: ~/.local/share/markco.")
    @Nullable
    Path dataDir;

    @Option(
            names = "--db-wait",
            paramLabel = "SECONDS",
            defaultValue = "30",
            description = "How long to wait for PostgreSQL at the start (default: ${DEFAULT-VALUE}).")
    int dbWaitSeconds;

    /** The storage these options name; nothing is opened yet. */
    StorageConfig storage() {
        String url = databaseUrl;
        return new StorageConfig(
                url == null ? null : PostgresUrl.parse(url),
                dataDirectory(),
                EmbeddedPostgres.defaultCache(),
                Duration.ofSeconds(dbWaitSeconds));
    }

    /** The options that lead another command to the same relay, with a space before them; empty where none is needed. */
    String optionsForOthers() {
        Path given = dataDir;
        return given == null || System.getenv("MARKCO_DATA_DIR") != null ? "" : " --data-dir " + given;
    }

    Path dataDirectory() {
        Path given = dataDir;
        return given != null ? given.toAbsolutePath().normalize() : DataDirectory.standard();
    }
}
