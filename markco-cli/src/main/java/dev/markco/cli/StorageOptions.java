package dev.markco.cli;

import dev.markco.relay.Storage;
import dev.markco.relay.StorageConfig;
import dev.markco.relay.postgres.EmbeddedPostgres;
import dev.markco.relay.postgres.PostgresUrl;
import dev.markco.relay.spool.Spool;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Where documents are stored. */
final class StorageOptions {
    private static final Secret DATABASE_URL = new Secret("--database-url", "database URL");

    @Spec(Spec.Target.MIXEE)
    @Nullable
    CommandSpec spec;

    @Option(
            names = "--database-url",
            paramLabel = "URL",
            description = {
                "PostgreSQL to keep documents in, as postgresql://user@host/name or a JDBC URL.",
                "Without it an embedded PostgreSQL is used. Environment: DATABASE_URL, which keeps a password out of"
                        + " lists of processes."
            })
    @Nullable
    String databaseUrl;

    @Option(
            names = "--database-url-file",
            paramLabel = "FILE",
            description = "Read the database's URL from the first line of a file. Environment: DATABASE_URL_FILE.")
    @Nullable
    Path databaseUrlFile;

    @Option(
            names = "--database-url-command",
            paramLabel = "COMMAND",
            description = "Run this with the shell and take the first line that it prints as the database's URL.")
    @Nullable
    String databaseUrlCommand;

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
        return new StorageConfig(database(), dataDirectory(), EmbeddedPostgres.defaultCache(), patience, spoolLimit);
    }

    /**
     * As {@link #storage()}, for commands that only work on what is there: where nothing is, they make nothing.
     *
     * @throws CliException when nothing is there
     */
    StorageConfig storageThatIs() {
        StorageConfig config = storage();
        if (!Storage.isMade(config)) {
            throw new CliException(
                    ExitCode.NOT_FOUND,
                    "no documents are kept in " + dataDirectory() + " yet",
                    "Keep some with 'markco up --project DIR', or name another place with --data-dir or --relay.");
        }
        return config;
    }

    /** The PostgreSQL that is named; null where the embedded one is used. A command that says it is run each time. */
    private @Nullable PostgresUrl database() {
        CommandSpec own = spec;
        String url =
                own == null ? databaseUrl : DATABASE_URL.find(own, databaseUrl, databaseUrlFile, databaseUrlCommand);
        return url == null ? null : PostgresUrl.parse(url);
    }

    /** Whether the PostgreSQL that markco carries is used. */
    boolean isEmbedded() {
        return databaseUrl == null && databaseUrlFile == null && databaseUrlCommand == null;
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
