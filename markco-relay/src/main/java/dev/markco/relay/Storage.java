package dev.markco.relay;

import dev.markco.relay.postgres.DataDirectoryLockedException;
import dev.markco.relay.postgres.EmbeddedPostgres;
import dev.markco.relay.postgres.PostgresUrl;
import dev.markco.relay.store.Database;
import dev.markco.relay.store.Migrations;
import dev.markco.sync.time.Time;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** An open database, with the embedded server behind it where there is one. Whoever opens it closes it. */
public final class Storage implements AutoCloseable {
    private final @Nullable EmbeddedPostgres embedded;
    private final Database database;

    private Storage(@Nullable EmbeddedPostgres embedded, Database database) {
        this.embedded = embedded;
        this.database = database;
    }

    /**
     * Opens the database, starting the embedded one if no other is named, and waits until it can be used. The schema is
     * left as it is.
     *
     * @throws dev.markco.relay.postgres.PostgresException when the embedded one does not start
     * @throws dev.markco.relay.store.DatabaseUnavailableException when it cannot be reached in time
     */
    public static Storage open(StorageConfig config, Time time) {
        EmbeddedPostgres embedded = config.database() == null
                ? EmbeddedPostgres.start(config.dataDirectory().resolve("postgres"), config.cacheDirectory(), time)
                : null;
        PostgresUrl url = embedded != null ? embedded.url() : config.database();
        if (url == null) {
            throw new IllegalStateException("no database");
        }
        return reach(embedded, url, config, time);
    }

    private static Storage reach(
            @Nullable EmbeddedPostgres embedded, PostgresUrl url, StorageConfig config, Time time) {
        Storage storage = new Storage(embedded, Database.open(url, time));
        try {
            storage.database.awaitReachable(config.patience());
            return storage;
        } catch (RuntimeException e) {
            storage.close();
            throw e;
        }
    }

    /** Whether there is anything to look at yet: an embedded PostgreSQL is made by the first who opens it. */
    public static boolean isMade(StorageConfig config) {
        return config.database() != null
                || EmbeddedPostgres.isMade(config.dataDirectory().resolve("postgres"));
    }

    /**
     * Opens the database for looking at it, as {@link #open} does, and beside a process that has the embedded one: what it
     * holds may be changed by that process meanwhile, and is not to be changed by this one.
     *
     * @throws DataDirectoryLockedException when another process has the embedded one, which cannot be reached now
     */
    public static Storage openToLook(StorageConfig config, Time time) {
        try {
            return open(config, time);
        } catch (DataDirectoryLockedException locked) {
            return reach(null, running(config, locked), config, time);
        }
    }

    private static PostgresUrl running(StorageConfig config, DataDirectoryLockedException locked) {
        try {
            return EmbeddedPostgres.running(config.dataDirectory().resolve("postgres"))
                    .orElseThrow(() -> locked);
        } catch (IOException e) {
            locked.addSuppressed(e);
            throw locked;
        }
    }

    public Database database() {
        return database;
    }

    public Migrations migrations() {
        return new Migrations(database.url());
    }

    public boolean isEmbedded() {
        return embedded != null;
    }

    @Override
    public void close() {
        database.close();
        if (embedded != null) {
            embedded.close();
        }
    }
}
