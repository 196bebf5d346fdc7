package dev.markco.relay.postgres;

import dev.markco.sync.time.SystemTime;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The real PostgreSQL of a test JVM: started on first use, stopped and deleted with the JVM. */
public final class TestPostgres {
    private static final AtomicInteger databases = new AtomicInteger();
    private static @Nullable EmbeddedPostgres server;

    private TestPostgres() {}

    /** Unpacked programs, kept between test runs. */
    public static Path cache() {
        return Path.of("target", "postgres-cache").toAbsolutePath();
    }

    /**
     * A server on fresh data in {@code directory}: a copy of data that was initialised once and kept between test runs,
     * since initialising takes longer than most tests.
     */
    public static EmbeddedPostgres start(Path directory) {
        try {
            copyTemplate(directory);
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
        return EmbeddedPostgres.start(directory, cache(), SystemTime.named("test"));
    }

    /** One after the other, those of other test processes included: whoever is first makes the template. */
    private static synchronized void copyTemplate(Path directory) throws IOException, InterruptedException {
        Files.createDirectories(cache());
        try (FileChannel channel = FileChannel.open(
                        cache().resolve("template.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock lock = channel.lock()) {
            if (!lock.isValid()) {
                throw new IOException("the template's lock is lost");
            }
            copy(template(), directory);
        }
    }

    private static Path template() throws IOException, InterruptedException {
        Path template = cache().resolve("template-" + PostgresBinaries.VERSION);
        Cluster cluster = Cluster.in(template);
        Platform platform = Platform.current();
        cluster.prepare(
                PostgresBinaries.unpack(platform, cache()), Launch.probe(platform, template.resolve("scratch")));
        return template;
    }

    private static void copy(Path template, Path directory) throws IOException {
        List<Path> files;
        try (Stream<Path> walk = Files.walk(template)) {
            files = walk.skip(1).toList();
        }
        for (Path file : files) {
            Files.copy(
                    file, directory.resolve(template.relativize(file).toString()), StandardCopyOption.COPY_ATTRIBUTES);
        }
    }

    /** The address of a new, empty database. */
    public static PostgresUrl freshDatabase() {
        PostgresUrl admin = server().url();
        String name = "test_" + databases.incrementAndGet();
        execute(admin, "create database " + name);
        return admin.withDatabase(name);
    }

    private static synchronized EmbeddedPostgres server() {
        if (server == null) {
            try {
                Path target = Files.createDirectories(Path.of("target").toAbsolutePath());
                Path directory = Files.createTempDirectory(target, "test-postgres-");
                EmbeddedPostgres started = start(directory);
                server = started;
                Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(started, directory)));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return server;
    }

    private static void stop(EmbeddedPostgres server, Path directory) {
        server.close();
        delete(directory);
    }

    /** Removes a directory and all in it. */
    public static void delete(Path directory) {
        try {
            PostgresBinaries.deleteTree(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static Connection connect(PostgresUrl url) throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("user", url.user());
        if (url.password() != null) {
            properties.setProperty("password", url.password());
        }
        url.properties().forEach(properties::setProperty);
        return DriverManager.getConnection(url.jdbcUrl(), properties);
    }

    public static void execute(PostgresUrl url, String... statements) {
        try (Connection connection = connect(url);
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
