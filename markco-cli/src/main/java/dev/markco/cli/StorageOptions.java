package dev.markco.cli;

import dev.markco.relay.StorageConfig;
import dev.markco.relay.postgres.EmbeddedPostgres;
import dev.markco.relay.postgres.PostgresUrl;
import dev.markco.relay.spool.Spool;
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

    @Option(
            names = "--spool-limit",
            paramLabel = "BYTES",
            defaultValue = "" + Spool.DEFAULT_LIMIT_BYTES,
            description = {
                "How much of what PostgreSQL does not take may be kept on the local disk meanwhile",
                "(default: ${DEFAULT-VALUE})."
            })
    long spoolLimit;

    /** The storage these options name; nothing is opened yet. */
    StorageConfig storage() {
        return storage(Duration.ofSeconds(dbWaitSeconds));
    }

    /** As {@link #storage()}, with another time to wait for it. */
    StorageConfig storage(Duration patience) {
        if (spoolLimit < 0) {
            throw new CliException(
                    ExitCode.USAGE, "a limit cannot be negative", "Give --spool-limit bytes, 0 or more.");
        }
        String url = databaseUrl;
        return new StorageConfig(
                url == null ? null : PostgresUrl.parse(url),
                dataDirectory(),
                EmbeddedPostgres.defaultCache(),
                patience,
                spoolLimit);
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
