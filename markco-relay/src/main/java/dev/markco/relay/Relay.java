package dev.markco.relay;

import dev.markco.relay.spool.Spool;
import dev.markco.relay.store.Announcer;
import dev.markco.relay.store.DocumentRef;
import dev.markco.relay.store.DocumentStore;
import dev.markco.relay.store.Snapshot;
import dev.markco.relay.store.SnapshotSettings;
import dev.markco.relay.store.Snapshotter;
import dev.markco.relay.store.UpdateLog;
import dev.markco.relay.store.UpdateLogSettings;
import java.net.URI;
import java.nio.channels.ServerSocketChannel;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Collection;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A whole relay: spool, database, schema, update log, snapshots and server, started in the order in which each needs the one
 * before, and stopped in the opposite one. Thread-safe.
 */
public final class Relay {
    private static final Logger log = LoggerFactory.getLogger(Relay.class);
    private static final Duration PROBE_LIMIT = Duration.ofSeconds(2);

    private final Spool spool;
    private final Storage storage;
    private final Announcer announcer;
    private final Persistence persistence;
    private final RelayServer server;
    private final RelayMetrics metrics;
    private final RelayConfig config;
    private final RelayTimers timers;

    private Relay(
            Spool spool,
            Storage storage,
            Announcer announcer,
            Persistence persistence,
            RelayServer server,
            RelayMetrics metrics,
            RelayConfig config,
            RelayTimers timers) {
        this.spool = spool;
        this.storage = storage;
        this.announcer = announcer;
        this.persistence = persistence;
        this.server = server;
        this.metrics = metrics;
        this.config = config;
        this.timers = timers;
    }

    /** What turns updates into rows: the log, the snapshots, and their threads. */
    private static final class Persistence {
        /** Who is told of commits and snapshots: nobody until the server is there. */
        private volatile Consumer<Collection<DocumentRef>> onCommit = documents -> {};

        private volatile Consumer<Snapshot> onSnapshot = snapshot -> {};
        private final DocumentStore store;
        private final RelayTimers timers;
        private final ExecutorService callbacks =
                Executors.newSingleThreadExecutor(Threads.named("relay-durable", ThreadUrgency.BACKGROUND));
        private final Snapshotter snapshotter;
        private final UpdateLog updateLog;

        Persistence(DocumentStore store, Duration saveDebounce, Spool spool, RelayTimers timers) {
            RandomGenerator random = new SecureRandom();
            this.store = store;
            this.timers = timers;
            this.snapshotter = new Snapshotter(
                    store,
                    SnapshotSettings.withQuiet(saveDebounce),
                    timers.snapshots(),
                    random,
                    snapshot -> onSnapshot.accept(snapshot));
            this.updateLog = new UpdateLog(
                    store,
                    UpdateLogSettings.DEFAULT,
                    timers.sockets(),
                    random,
                    Threads.named("relay-log", ThreadUrgency.BACKGROUND),
                    callbacks,
                    this::committed,
                    spool);
        }

        private void replaySpool(Duration limit) {
            try {
                updateLog.replaySpool(limit);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("the start was interrupted", e);
            }
        }

        private void committed(Collection<DocumentRef> documents) {
            snapshotter.changed(documents.stream()
                    .map(DocumentRef::id)
                    .filter(Objects::nonNull)
                    .toList());
            onCommit.accept(documents);
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
            timers.snapshots().stop();
            callbacks.shutdown();
            return saved;
        }
    }

    /**
     * Opens the storage, brings the schema up to date and starts to listen. When anything fails, what was started is
     * stopped again.
     *
     * @throws dev.markco.relay.spool.SpoolException when the directory of the spool cannot be used
     * @throws dev.markco.relay.postgres.DataDirectoryLockedException when another relay uses the data directory
     * @throws PortTakenException when the address cannot be bound
     * @throws dev.markco.relay.postgres.PostgresException when the embedded PostgreSQL does not start
     * @throws dev.markco.relay.store.StoreException when the database cannot be used
     */
    public static Relay start(RelayConfig config, StorageConfig storageConfig) {
        return start(config, storageConfig, HostProgram.unknown());
    }

    /** As {@link #start(RelayConfig, StorageConfig)}, in a program that has something to tell. */
    public static Relay start(RelayConfig config, StorageConfig storageConfig, HostProgram program) {
        ServerSocketChannel socket = RelayServer.bind(config);
        Spool spool = null;
        RelayTimers timers = new RelayTimers();
        try {
            spool = Spool.open(storageConfig.spoolDirectory(), storageConfig.spoolLimitBytes());
            Storage storage = Storage.open(storageConfig, timers.sockets());
            return start(config, program, socket, spool, storage, storageConfig.patience(), timers);
        } catch (RuntimeException e) {
            RelayServer.close(socket);
            if (spool != null) {
                spool.close();
            }
            timers.close();
            throw e;
        }
    }

    private static Relay start(
            RelayConfig config,
            HostProgram program,
            ServerSocketChannel socket,
            Spool spool,
            Storage storage,
            Duration patience,
            RelayTimers timers) {
        Announcer announcer = null;
        Persistence persistence = null;
        RelayServer server = null;
        RelayMetrics metrics = new RelayMetrics();
        try {
            storage.migrations().migrate();
            announcer = new Announcer(
                    storage.database(),
                    new SecureRandom(),
                    Threads.named("relay-crier", ThreadUrgency.BACKGROUND),
                    timers.sockets());
            DocumentStore store = new DocumentStore(storage.database(), announcer, config.keepsHistory());
            persistence = new Persistence(store, config.saveDebounce(), spool, timers);
            persistence.updateLog.watchCommits(metrics::committed);
            metrics.watchSpool(persistence.updateLog::spoolBytes);
            server = new RelayServer(
                    config,
                    program,
                    describe(storage),
                    persistence.store,
                    persistence.updateLog,
                    persistence.snapshotter,
                    metrics,
                    () -> storage.database().isReachable(PROBE_LIMIT),
                    timers);
            persistence.onCommit = server::committed;
            persistence.onSnapshot = server::snapshotTaken;
            server.listenToNeighbours(storage.database());
            persistence.replaySpool(patience);
            server.start(socket);
            persistence.snapshotter.recoverInBackground();
            return new Relay(spool, storage, announcer, persistence, server, metrics, config, timers);
        } catch (RuntimeException e) {
            if (server != null) {
                server.stop();
            }
            if (persistence != null) {
                persistence.close(Duration.ZERO);
            }
            if (announcer != null) {
                announcer.close();
            }
            metrics.close();
            storage.close();
            throw e;
        }
    }

    /** Whether a browser finds the page here: it was not turned off, and markco was built with it. */
    public boolean servesPage() {
        return server.servesPage();
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
        return describe(storage);
    }

    private static String describe(Storage storage) {
        return storage.isEmbedded()
                ? "embedded PostgreSQL"
                : storage.database().url().toString();
    }

    /**
     * Stops: no new clients, what they sent is saved, snapshots are written, the database is left. What cannot be saved in
     * time goes to the spool, for the next start.
     *
     * @param limit how long saving may take
     * @return whether everything was saved in PostgreSQL
     */
    public boolean stop(Duration limit) {
        server.stopClients();
        boolean saved = persistence.close(limit);
        announcer.close();
        spool.close();
        server.stop();
        metrics.close();
        storage.close();
        timers.close();
        log.info(saved ? "relay stopped, everything is saved" : "relay stopped with unsaved updates");
        return saved;
    }
}
