package dev.markco.relay.postgres;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.EnumSet;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The files of an embedded PostgreSQL, in a directory that only we may read.
 *
 * <pre>
 * lock           held while a markco uses the directory
 * password       of the user "markco", mode 0600
 * port           the loopback port, remembered so that addresses stay valid from run to run
 * data/          PostgreSQL's own; appears complete, by a rename
 * postgres.log   what the server says
 * </pre>
 */
final class Cluster {
    static final String USER = "markco";

    private static final Logger log = LoggerFactory.getLogger(Cluster.class);
    private static final Duration INITDB_LIMIT = Duration.ofMinutes(2);
    private static final long KEPT_LOG_BYTES = 10L << 20;
    private static final int PASSWORD_BYTES = 32;

    private final Path directory;

    private Cluster(Path directory) {
        this.directory = directory;
    }

    static Cluster in(Path directory) throws IOException {
        Files.createDirectories(
                directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        return new Cluster(directory.toRealPath());
    }

    Path directory() {
        return directory;
    }

    Path data() {
        return directory.resolve("data");
    }

    Path logFile() {
        return directory.resolve("postgres.log");
    }

    Path lockFile() {
        return directory.resolve("lock");
    }

    /** Makes the data directory if there is none; one of another major version is refused and left as it is. */
    void prepare(PostgresBinaries binaries, Launch launch) throws IOException, InterruptedException {
        Path version = data().resolve("PG_VERSION");
        if (!Files.exists(version)) {
            if (Files.exists(data())) {
                throw new EmbeddedPostgresException(
                        data() + " exists but is no PostgreSQL data directory (PG_VERSION is missing)",
                        "restore it from a backup, or move it away to begin with an empty database");
            }
            initialise(binaries, launch);
        }
        String found = Files.readString(version).strip();
        if (!found.equals(PostgresBinaries.MAJOR)) {
            throw new IncompatibleDataException(data(), found, PostgresBinaries.MAJOR);
        }
    }

    private void initialise(PostgresBinaries binaries, Launch launch) throws IOException, InterruptedException {
        log.info("initialising a PostgreSQL data directory in {}", directory);
        Path password = directory.resolve("password");
        if (!Files.exists(password)) {
            writeSecret(password);
        }
        Path partial = directory.resolve("data.new");
        PostgresBinaries.deleteTree(partial);
        Path output = directory.resolve("initdb.log");
        Files.deleteIfExists(output);
        Command initdb = Command.run(
                INITDB_LIMIT,
                output,
                launch.program(
                        binaries.program("initdb"),
                        "--pgdata=" + partial,
                        "--username=" + USER,
                        "--pwfile=" + password,
                        "--auth=scram-sha-256",
                        "--encoding=UTF8",
                        "--locale-provider=builtin",
                        "--locale=C.UTF-8",
                        "--lc-collate=C",
                        "--lc-ctype=C",
                        "--lc-messages=C"));
        if (!initdb.succeeded()) {
            throw new EmbeddedPostgresException(
                    "PostgreSQL could not initialise " + partial + ": "
                            + (initdb.exitCode() == Command.TIMED_OUT ? "it took too long; " : "") + initdb.output(),
                    "make sure that the directory is ours and has room, " + EmbeddedPostgresException.USE_ANOTHER);
        }
        Files.writeString(partial.resolve("postgresql.conf"), "include 'markco.conf'\n", StandardOpenOption.APPEND);
        try {
            Files.move(partial, data(), StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException e) {
            throw new IOException("a directory cannot be renamed within " + directory, e);
        }
    }

    private static void writeSecret(Path file) throws IOException {
        byte[] secret = new byte[PASSWORD_BYTES];
        new SecureRandom().nextBytes(secret);
        String text = Base64.getUrlEncoder().withoutPadding().encodeToString(secret) + "\n";
        try (var channel = Files.newByteChannel(
                file,
                EnumSet.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
            channel.write(StandardCharsets.UTF_8.encode(text));
        }
    }

    String password() throws IOException {
        Path file = directory.resolve("password");
        if (!Files.exists(file)) {
            throw new EmbeddedPostgresException(
                    "the password of the embedded PostgreSQL is gone (" + file + ")",
                    "restore that file from a backup");
        }
        return Files.readString(file).strip();
    }

    /** The remembered port while it is free and no {@code another} one is asked for; else a free one, remembered from now on. */
    int port(boolean another) throws IOException {
        Path file = directory.resolve("port");
        if (!another && Files.exists(file)) {
            int port = rememberedPort();
            if (isFree(port)) {
                return port;
            }
            log.warn("port {} is taken by another program; the embedded PostgreSQL moves to another one", port);
        }
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Files.writeString(file, socket.getLocalPort() + "\n");
            return socket.getLocalPort();
        }
    }

    /** The port of the last start, which is that of a server that runs. */
    int rememberedPort() throws IOException {
        return PostgresUrl.port(Files.readString(directory.resolve("port")).strip());
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return socket.isBound();
        } catch (IOException e) {
            return false;
        }
    }

    /** Writes our settings, which stand after PostgreSQL's own in its configuration. */
    void configure(int port) throws IOException {
        List<String> settings = List.of(
                "# Written by markco at every start; put settings of yours into postgresql.auto.conf (ALTER SYSTEM).",
                "port = " + port,
                "listen_addresses = '127.0.0.1'",
                "unix_socket_directories = ''",
                "fsync = on",
                "synchronous_commit = on",
                "full_page_writes = on",
                "max_connections = 40",
                "shared_buffers = 64MB",
                "jit = off",
                "timezone = 'UTC'",
                "log_timezone = 'UTC'",
                "logging_collector = off",
                "log_line_prefix = '%m [%p] '");
        Files.writeString(data().resolve("markco.conf"), String.join("\n", settings) + "\n");
        if (Files.exists(logFile()) && Files.size(logFile()) > KEPT_LOG_BYTES) {
            Files.move(logFile(), directory.resolve("postgres.log.1"), StandardCopyOption.REPLACE_EXISTING);
        }
    }
}
