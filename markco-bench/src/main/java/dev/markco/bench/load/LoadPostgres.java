package dev.markco.bench.load;

import dev.markco.relay.postgres.EmbeddedPostgres;
import dev.markco.relay.postgres.PostgresUrl;
import dev.markco.sync.time.SystemTime;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Locale;
import java.util.Properties;

/** A PostgreSQL as markco brings it along, fsync on, for all servers that persist; a fresh database for each. */
public final class LoadPostgres implements AutoCloseable {
    private final EmbeddedPostgres server;
    private int databases;

    public LoadPostgres(Path directory) {
        this(directory, EmbeddedPostgres.defaultCache());
    }

    /** With programs that are unpacked elsewhere. */
    LoadPostgres(Path directory, Path cache) {
        this.server = EmbeddedPostgres.start(directory, cache, SystemTime.named("bench"));
    }

    /** The address of a new database, its password included. */
    public String freshDatabase() throws SQLException {
        PostgresUrl admin = server.url();
        Properties login = new Properties();
        login.setProperty("user", admin.user());
        login.setProperty("password", password());
        databases++;
        String name = "load_" + databases;
        try (Connection connection = DriverManager.getConnection(admin.jdbcUrl(), login);
                Statement statement = connection.createStatement()) {
            statement.execute("create database " + name);
        }
        return admin.withDatabase(name).toString().replaceFirst("@", ":" + password() + "@");
    }

    /** Lets it have so many connections from its next start on. */
    void allowConnections(int number) throws SQLException {
        PostgresUrl admin = server.url();
        try (Connection connection = DriverManager.getConnection(admin.jdbcUrl(), admin.user(), password());
                Statement statement = connection.createStatement()) {
            statement.execute("alter system set max_connections = " + number);
        }
    }

    private String password() {
        String password = server.url().password();
        if (password == null) {
            throw new IllegalStateException("the embedded PostgreSQL has no password");
        }
        return password;
    }

    Duration cpu() throws IOException {
        return ProcFiles.cpuWithChildren(pid());
    }

    /**
     * Has all of PostgreSQL's processes wait for the clients, who share its processor and must not look late for its sake.
     * Servers have a processor of their own, and so nothing of it.
     */
    void stepBack() throws IOException {
        int kept = 0;
        try {
            for (long pid : ProcFiles.withChildren(pid())) {
                kept += ProcFiles.stepBack(pid) ? 0 : 1;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while PostgreSQL was told to step back");
        }
        if (kept > 0) {
            System.err.printf(
                    Locale.ROOT,
                    "LoadBench: %d processes of PostgreSQL keep their priority: more deliveries will not be measured%n",
                    kept);
        }
    }

    private long pid() throws IOException {
        return server.pid().orElseThrow(() -> new IOException("PostgreSQL is not running"));
    }

    @Override
    public void close() {
        server.close();
    }
}
