package dev.markco.relay.postgres;

import dev.markco.sync.time.Time;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A PostgreSQL server of our own: the programs that markco carries, on data in a directory of ours, reachable on a
 * loopback port with a generated password, fsync on, kept from run to run.
 *
 * <p>One markco a directory (a second gets {@link DataDirectoryLockedException}). A server that an earlier run left
 * behind is stopped before a new one starts, after a look at what runs under its number; no other process is ever
 * signalled (R29). A server that dies by itself is started again with a growing pause.
 *
 * <p>Thread-safe. Whoever starts it closes it; closing takes at most about 20 s.
 */
public final class EmbeddedPostgres implements AutoCloseable {
    static final Duration STOP_PATIENCE = Duration.ofSeconds(10);

    private static final Logger log = LoggerFactory.getLogger(EmbeddedPostgres.class);

    private final Cluster cluster;
    private final DataDirectoryLock lock;
    private final ServerKeeper keeper;
    private final PostgresUrl url;

    private EmbeddedPostgres(Cluster cluster, DataDirectoryLock lock, ServerKeeper keeper, PostgresUrl url) {
        this.cluster = cluster;
        this.lock = lock;
        this.keeper = keeper;
        this.url = url;
    }

    /**
     * Starts the server on the data in {@code directory}, made if need be, with programs unpacked below {@code cache}.
     *
     * @throws PostgresException saying why there is no server now; nothing is left running then
     */
    public static EmbeddedPostgres start(Path directory, Path cache, Time time) {
        try {
            Cluster cluster = Cluster.in(directory);
            DataDirectoryLock lock = DataDirectoryLock.take(cluster.directory(), cluster.lockFile());
            try {
                return start(cluster, lock, cache, time);
            } catch (IOException | InterruptedException | RuntimeException e) {
                lock.close();
                throw e;
            }
        } catch (IOException e) {
            throw new EmbeddedPostgresException(
                    "the embedded PostgreSQL in " + directory + " cannot be started: " + e,
                    "make sure that the directory can be written, " + EmbeddedPostgresException.USE_ANOTHER,
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EmbeddedPostgresException("the start of PostgreSQL was interrupted", "start markco again", e);
        }
    }

    /** Whether there is data in {@code directory}; a start would make some. */
    public static boolean isMade(Path directory) {
        return Files.exists(directory.resolve("data"));
    }

    /**
     * How to reach the server that another process keeps on the data in {@code directory}, for whoever only reads: empty when
     * none accepts connections. It may be stopped at any time.
     */
    public static Optional<PostgresUrl> running(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            return Optional.empty();
        }
        Cluster cluster = Cluster.in(directory);
        boolean ready =
                PostmasterPid.read(cluster.data()).filter(PostmasterPid::ready).isPresent()
                        && Postmaster.find(cluster.data()).isPresent();
        return ready ? Optional.of(url(cluster.rememberedPort(), cluster.password())) : Optional.empty();
    }

    private static PostgresUrl url(int port, String password) {
        return PostgresUrl.withDefaults(
                List.of(new PostgresUrl.HostPort("127.0.0.1", port)),
                "postgres",
                Cluster.USER,
                password,
                Map.of("sslmode", "disable"));
    }

    private static EmbeddedPostgres start(Cluster cluster, DataDirectoryLock lock, Path cache, Time time)
            throws IOException, InterruptedException {
        Platform platform = Platform.current();
        PostgresBinaries binaries = PostgresBinaries.unpack(platform, cache);
        Launch launch = Launch.probe(platform, cluster.directory().resolve("probe.log"));
        cluster.prepare(binaries, launch);
        String password = cluster.password();
        ServerKeeper keeper = new ServerKeeper(cluster, binaries, launch, time);
        int port = keeper.start();
        PostgresUrl url = url(port, password);
        log.info("embedded PostgreSQL {} serves {} on 127.0.0.1:{}", PostgresBinaries.VERSION, cluster.data(), port);
        return new EmbeddedPostgres(cluster, lock, keeper, url);
    }

    /** Where unpacked programs are kept by default: the user's cache directory. */
    public static Path defaultCache() {
        String xdg = System.getenv("XDG_CACHE_HOME");
        Path base = xdg != null && Path.of(xdg).isAbsolute()
                ? Path.of(xdg)
                : Path.of(System.getProperty("user.home"), ".cache");
        return base.resolve("markco");
    }

    /** How to reach it; the same address as long as this object lives. */
    public PostgresUrl url() {
        return url;
    }

    /** The server's process id while it runs. */
    public Optional<Long> pid() throws IOException {
        return Postmaster.find(cluster.data()).map(Postmaster::pid);
    }

    /** Stops the server and gives the directory back. */
    @Override
    public void close() {
        try (lock) {
            keeper.close();
        } catch (IOException e) {
            throw new EmbeddedPostgresException(
                    "the embedded PostgreSQL could not be stopped: " + e,
                    "it recovers by itself at the next start; nothing that was saved is lost",
                    e);
        }
    }
}
