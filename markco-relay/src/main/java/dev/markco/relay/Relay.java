package dev.markco.relay;

import dev.markco.relay.store.DocumentStore;
import dev.markco.relay.store.SnapshotSettings;
import dev.markco.relay.store.Snapshotter;
import dev.markco.relay.store.UpdateLog;
import dev.markco.relay.store.UpdateLogSettings;
import java.net.URI;
import java.nio.channels.ServerSocketChannel;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A whole relay: database, schema, update log, snapshots and server, started in the order in which each needs the one
 * before, and stopped in the opposite one. Thread-safe.
 */
public final class Relay {
    private static final Logger log = LoggerFactory.getLogger(Relay.class);
    private static final int SNAPSHOT_THREADS = 2;
    private static final Duration PROBE_LIMIT = Duration.ofSeconds(2);

    private final Storage storage;
    private final Persistence persistence;
    private final RelayServer server;
    private final RelayMetrics metrics;
    private final RelayConfig config;

    private Relay(
            Storage storage, Persistence persistence, RelayServer server, RelayMetrics metrics, RelayConfig config) {
        this.storage = storage;
        this.persistence = persistence;
        this.server = server;
        this.metrics = metrics;
        this.config = config;
    }

    /** What turns updates into rows: the log, the snapshots, and their threads. */
    private static final class Persistence {
        private final DocumentStore store;
        private final ScheduledExecutorService snapshotThreads =
                Executors.newScheduledThreadPool(SNAPSHOT_THREADS, Threads.named("relay-snapshot"));
        private final ExecutorService callbacks = Executors.newSingleThreadExecutor(Threads.named("relay-durable"));
        private final Snapshotter snapshotter;
        private final UpdateLog updateLog;

        Persistence(DocumentStore store, Duration saveDebounce) {
            RandomGenerator random = new SecureRandom();
            this.store = store;
            this.snapshotter =
                    new Snapshotter(store, SnapshotSettings.withQuiet(saveDebounce), snapshotThreads, random);
            this.updateLog = new UpdateLog(
                    store,
                    UpdateLogSettings.DEFAULT,
                    InstantSource.system(),
                    random,
                    Threads.named("relay-log"),
                    callbacks,
                    snapshotter::changed);
        }

        /** Saves what is unsaved; returns whether all of it could be. */
        boolean close(Duration limit) {
            boolean saved = false;
            try {
                saved = updateLog.close(limit).isEmpty();
                snapshotter.close(limit);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            snapshotThreads.shutdownNow();
            callbacks.shutdown();
            return saved;
        }
    }

    /**
     * Opens the storage, brings the schema up to date and starts to listen. When anything fails, what was started is
     * stopped again.
     *
     * @throws PortTakenException when the address cannot be bound
     * @throws dev.markco.relay.postgres.PostgresException when the embedded PostgreSQL does not start
     * @throws dev.markco.relay.store.StoreException when the database cannot be used
     */
    public static Relay start(RelayConfig config, StorageConfig storageConfig) {
        ServerSocketChannel socket = RelayServer.bind(config);
        try {
            return start(config, socket, Storage.open(storageConfig));
        } catch (RuntimeException e) {
            RelayServer.close(socket);
            throw e;
        }
    }

    private static Relay start(RelayConfig config, ServerSocketChannel socket, Storage storage) {
        Persistence persistence = null;
        RelayMetrics metrics = new RelayMetrics();
        try {
            storage.migrations().migrate();
            persistence = new Persistence(new DocumentStore(storage.database()), config.saveDebounce());
            persistence.updateLog.watchCommits(metrics::committed);
            RelayServer server = new RelayServer(
                    config,
                    persistence.store,
                    persistence.updateLog,
                    persistence.snapshotter,
                    metrics,
                    () -> storage.database().isReachable(PROBE_LIMIT));
            server.start(socket);
            persistence.snapshotter.recoverInBackground();
            return new Relay(storage, persistence, server, metrics, config);
        } catch (RuntimeException e) {
            if (persistence != null) {
                persistence.close(Duration.ZERO);
            }
            metrics.close();
            storage.close();
            throw e;
        }
    }

    /** Where it listens. */
    public URI uri() {
        return server.uri();
    }

    /** How it is set up, in one line without secrets. */
    public String description() {
        String where = storage.database().url().toString();
        return Description.of(uri(), storage.isEmbedded() ? "embedded PostgreSQL (" + where + ")" : where, config);
    }

    /** Where documents are kept, in words, without a password. */
    public String storageDescription() {
        return storage.isEmbedded()
                ? "embedded PostgreSQL"
                : storage.database().url().toString();
    }

    /**
     * Stops: no new clients, what they sent is saved, snapshots are written, the database is left.
     *
     * @param limit how long saving may take
     * @return whether everything was saved
     */
    public boolean stop(Duration limit) {
        server.stopClients();
        boolean saved = persistence.close(limit);
        server.stop();
        metrics.close();
        storage.close();
        log.info(saved ? "relay stopped, everything is saved" : "relay stopped with unsaved updates");
        return saved;
    }
}
