package dev.markco.relay.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.markco.sync.time.SystemTime;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The embedded server against real processes: restarts, kills, stale files, strangers. */
final class EmbeddedPostgresTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir
    Path directory;

    private EmbeddedPostgres start() {
        return EmbeddedPostgres.start(directory, TestPostgres.cache(), SystemTime.named("test"));
    }

    private static void keep(PostgresUrl url, String word) {
        TestPostgres.execute(
                url, "create table if not exists kept (word text)", "insert into kept values ('" + word + "')");
    }

    private static String query(PostgresUrl url, String sql) throws SQLException {
        try (Connection connection = TestPostgres.connect(url);
                ResultSet rows = connection.createStatement().executeQuery(sql)) {
            assertThat(rows.next()).isTrue();
            return rows.getString(1);
        }
    }

    private static String kept(PostgresUrl url) throws SQLException {
        return query(url, "select string_agg(word, ',' order by word) from kept");
    }

    private static void kill9(long pid) {
        assertThat(ProcessHandle.of(pid).orElseThrow().destroyForcibly()).isTrue();
    }

    @Test
    @DisplayName("R29 fsync is on, the password is asked for and private, only loopback listens, data and port stay")
    void durableAndPrivate() throws Exception {
        PostgresUrl url;
        try (EmbeddedPostgres postgres = start()) {
            url = postgres.url();
            assertThat(query(url, "show fsync")).isEqualTo("on");
            assertThat(query(url, "show synchronous_commit")).isEqualTo("on");
            assertThat(query(url, "show full_page_writes")).isEqualTo("on");
            assertThat(query(url, "show listen_addresses")).isEqualTo("127.0.0.1");
            assertThat(query(url, "show unix_socket_directories")).isEmpty();
            assertThat(query(url, "show server_version"))
                    .startsWith(PostgresBinaries.VERSION.substring(0, PostgresBinaries.VERSION.lastIndexOf('.')));
            assertThat(query(url, "show server_encoding")).isEqualTo("UTF8");
            Properties wrong = new Properties();
            wrong.setProperty("user", url.user());
            wrong.setProperty("password", "guess");
            assertThatThrownBy(() -> java.sql.DriverManager.getConnection(url(url), wrong))
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining("password authentication failed");
            keep(url, "first");
            assertThat(EmbeddedPostgres.running(directory))
                    .as("who only reads finds it")
                    .contains(url);
        }
        assertThat(EmbeddedPostgres.running(directory)).isEmpty();
        assertThat(EmbeddedPostgres.running(directory.resolve("nothing"))).isEmpty();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.resolve("password"))))
                .isEqualTo("rw-------");
        assertThat(url.toString()).doesNotContain(url.password());
        try (EmbeddedPostgres again = start()) {
            assertThat(again.url()).isEqualTo(url);
            assertThat(kept(url)).isEqualTo("first");
        }
        assertThat(Postmaster.find(directory.resolve("data"))).isEmpty();
    }

    private static String url(PostgresUrl url) {
        return url.jdbcUrl();
    }

    @Test
    @DisplayName("R29 a postmaster killed with -9 is started again with its data")
    void postmasterKilled() throws Exception {
        try (EmbeddedPostgres postgres = TestPostgres.start(directory)) {
            keep(postgres.url(), "first");
            long pid = postgres.pid().orElseThrow();
            kill9(pid);
            await().atMost(PATIENCE).ignoreExceptions().until(() -> kept(postgres.url()), "first"::equals);
            assertThat(postgres.pid().orElseThrow()).isNotEqualTo(pid);
        }
    }

    @ParameterizedTest(name = "started by {0}")
    @ValueSource(strings = {"us", "pg_ctl"})
    @DisplayName(
            "R29 after kill -9 of its JVM a server that is left is found and stopped, and nothing committed is lost")
    void jvmKilled(String starter) throws Exception {
        TestPostgres.start(directory).close();
        Process jvm = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        KilledJvm.class.getName(),
                        directory.toString(),
                        TestPostgres.cache().toString(),
                        starter)
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("jvm.log").toFile())
                .start();
        long orphan;
        try {
            Path ready = directory.resolve("ready");
            await().atMost(PATIENCE).until(() -> Files.exists(ready) || !jvm.isAlive());
            assertThat(ready).exists();
            orphan = Postmaster.find(directory.resolve("data")).orElseThrow().pid();
        } finally {
            jvm.destroyForcibly();
        }
        assertThat(jvm.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        try (EmbeddedPostgres postgres = start()) {
            assertThat(kept(postgres.url())).isEqualTo("committed");
            await().atMost(PATIENCE)
                    .until(() ->
                            Postmaster.at(orphan, directory.resolve("data")).isEmpty());
        }
    }

    /** A JVM that commits something and then waits to be killed. */
    static final class KilledJvm {
        public static void main(String[] arguments) throws Exception {
            Path directory = Path.of(arguments[0]);
            Path cache = Path.of(arguments[1]);
            Cluster cluster = Cluster.in(directory);
            Platform platform = Platform.current();
            PostgresBinaries binaries = PostgresBinaries.unpack(platform, cache);
            Launch launch = Launch.probe(platform, directory.resolve("scratch"));
            cluster.prepare(binaries, launch);
            Launch chosen = arguments[2].equals("us") ? launch : new Launch(launch.asNobody(), List.of());
            int port = new ServerKeeper(cluster, binaries, chosen, SystemTime.named("test")).start();
            keep(
                    PostgresUrl.parse("postgresql://" + Cluster.USER + ":" + cluster.password() + "@127.0.0.1:" + port
                            + "/postgres"),
                    "committed");
            Files.createFile(directory.resolve("ready"));
            Thread.currentThread().join();
        }
    }

    @Test
    @DisplayName("R29 a stale postmaster.pid that names a foreign live process never gets that process a signal")
    void foreignProcess() throws Exception {
        PostgresUrl url;
        try (EmbeddedPostgres postgres = TestPostgres.start(directory)) {
            url = postgres.url();
            keep(url, "first");
        }
        Path data = directory.resolve("data").toRealPath();
        Process sleep =
                new ProcessBuilder("sleep", "300").directory(data.toFile()).start();
        try {
            List<String> lines =
                    List.of(Long.toString(sleep.pid()), data.toString(), "1", "1", "", "127.0.0.1", "1 1", "ready");
            Files.write(PostmasterPid.file(data), lines);
            assertThat(Postmaster.find(data)).isEmpty();
            try (EmbeddedPostgres postgres = start()) {
                assertThat(kept(postgres.url())).isEqualTo("first");
            }
            assertThat(sleep.isAlive()).isTrue();
        } finally {
            sleep.destroyForcibly();
        }
    }

    @Test
    @DisplayName("a second markco on one data directory is refused by a typed error that names the first")
    void locked() {
        try (EmbeddedPostgres postgres = TestPostgres.start(directory)) {
            assertThat(postgres.url()).isNotNull();
            assertThatThrownBy(this::start)
                    .isInstanceOf(DataDirectoryLockedException.class)
                    .hasMessageContaining("is in use by another markco (process "
                            + ProcessHandle.current().pid());
        }
    }

    @Test
    @DisplayName("data of another major version is refused and left as it is")
    void otherMajorVersion() throws IOException {
        Path data = Files.createDirectories(directory.resolve("data"));
        Files.writeString(data.resolve("PG_VERSION"), "12\n");
        assertThatThrownBy(this::start)
                .isInstanceOf(IncompatibleDataException.class)
                .hasMessageContaining("was written by PostgreSQL 12")
                .hasMessageContaining("PostgreSQL " + PostgresBinaries.MAJOR);
        assertThat(data).isDirectoryContaining(p -> p.endsWith("PG_VERSION"));
        try (var files = Files.list(data)) {
            assertThat(files).hasSize(1);
        }
    }

    @Test
    @DisplayName("a remembered port that another program took is replaced by a free one")
    void portTaken() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Files.writeString(directory.resolve("port"), taken.getLocalPort() + "\n");
            try (EmbeddedPostgres postgres = TestPostgres.start(directory)) {
                assertThat(query(postgres.url(), "show port"))
                        .isNotEqualTo(Integer.toString(taken.getLocalPort()))
                        .isEqualTo(Files.readString(directory.resolve("port")).strip());
            }
        }
    }
}
