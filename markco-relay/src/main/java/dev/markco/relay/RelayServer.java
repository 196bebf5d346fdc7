package dev.markco.relay;

import dev.markco.relay.documents.DocumentRegistry;
import dev.markco.relay.documents.ProjectFeeds;
import dev.markco.relay.documents.Reconciler;
import dev.markco.relay.http.DocumentsApi;
import dev.markco.relay.http.MetricsRoute;
import dev.markco.relay.http.OneDocument;
import dev.markco.relay.http.PageRoutes;
import dev.markco.relay.http.RelayHandler;
import dev.markco.relay.http.SocketBudget;
import dev.markco.relay.http.SocketRoutes;
import dev.markco.relay.identity.Caller;
import dev.markco.relay.identity.Callers;
import dev.markco.relay.identity.Gatekeeper;
import dev.markco.relay.store.Database;
import dev.markco.relay.store.DocumentRef;
import dev.markco.relay.store.DocumentStore;
import dev.markco.relay.store.Neighbours;
import dev.markco.relay.store.Snapshot;
import dev.markco.relay.store.Snapshotter;
import dev.markco.relay.store.UpdateLog;
import dev.markco.sync.jetty.SocketKeeper;
import dev.markco.sync.jetty.UnreadBodies;
import dev.markco.sync.jetty.Upgrades;
import dev.markco.sync.time.Alarm;
import dev.markco.sync.time.Time;
import dev.markco.web.Page;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.net.URI;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.UnresolvedAddressException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The relay's server: sockets and HTTP on one port, on top of a store that somebody else opens and closes.
 *
 * <p>Thread-safe. Stops in two steps, so that what clients sent last can still be saved between them.
 */
public final class RelayServer {
    private static final Logger log = LoggerFactory.getLogger(RelayServer.class);
    private static final int BLOCKING_THREADS = 8;
    private static final int AUTH_THREADS = 2;
    private static final int BACKLOG = 1024;
    /** Connections beside the sockets: requests, health checks, handshakes that are to be refused. */
    private static final int SPARE_CONNECTIONS = 1024;

    private static final int MAX_ROWS = 1_000;
    private static final Duration TEND_PAUSE = Duration.ofSeconds(5);
    private static final Duration OLDEST_UNSAVED = Duration.ofSeconds(30);
    private static final Duration MOST_SPREAD = Duration.ofSeconds(2);
    private static final Duration FAREWELL = Duration.ofSeconds(2);

    private final RelayConfig config;
    private final HostProgram program;
    private final String storage;
    private final DocumentStore store;
    private final UpdateLog updateLog;
    private final RelayMetrics metrics;
    private final DatabaseProbe probe;
    private final Server server;
    private final SocketConnector connector;
    private final RelayTimers timers;
    private final Time time;
    private final ExecutorService blocking =
            Executors.newFixedThreadPool(BLOCKING_THREADS, Threads.named("relay-store"));
    private final ExecutorService authThreads = Executors.newFixedThreadPool(AUTH_THREADS, Threads.named("relay-auth"));
    private final SocketBudget budget;
    private final QueuedThreadPool threads = new SocketThreads();
    private final SocketKeeper keeper;
    private final EditRate edits;
    private final @Nullable Page page;
    private final DocumentRegistry registry;
    private final ProjectFeeds feeds;
    private final Reconciler reconciler;
    private final RandomGenerator random = new SecureRandom();
    private @Nullable Neighbours neighbours;
    private final Instant startedAt;
    private final List<Alarm> periodic = new CopyOnWriteArrayList<>();

    /** A server that is not listening yet; {@code storage} says where documents are kept, without a password. */
    public RelayServer(
            RelayConfig config,
            HostProgram program,
            String storage,
            DocumentStore store,
            UpdateLog updateLog,
            Snapshotter snapshotter,
            RelayMetrics metrics,
            BooleanSupplier databaseAnswers,
            RelayTimers timers) {
        this.config = config;
        this.timers = timers;
        this.time = timers.sockets();
        this.startedAt = time.wall().instant();
        this.keeper = new SocketKeeper(time, threads);
        this.edits = new EditRate(() -> keeper.traffic().updatesIn(), time);
        this.program = program;
        this.storage = storage;
        this.metrics = metrics;
        this.page = config.page() ? Page.built().orElse(null) : null;
        this.probe = new DatabaseProbe(databaseAnswers, timers.probe());
        this.store = store;
        this.updateLog = updateLog;
        this.budget = new SocketBudget(config.connections(), time);
        this.registry =
                new DocumentRegistry(store, updateLog, snapshotter, blocking, time, config.limits(), config.warmFor());
        this.feeds = new ProjectFeeds(store, blocking, config.limits(), time);
        this.reconciler = new Reconciler(store, registry, feeds, random, timers.neighbours());
        registry.reloadWith(reconciler);
        metrics.watchSockets(keeper);
        metrics.watchDocuments(() -> registry.size());
        metrics.watchUnsaved(updateLog);
        metrics.watchDatabase(probe::isReachable);
        registry.watchLoads(metrics::loaded);
        this.server = new Server(threads);
        this.connector = new SocketConnector(server, new HttpConnectionFactory(httpConfiguration()));
        server.addConnector(connector);
        server.addBean(new NetworkConnectionLimit(config.connections().all() + SPARE_CONNECTIONS, connector));
        server.setHandler(new UnreadBodies(handler(new Upgrades(server, config.limits()))));
    }

    private static HttpConfiguration httpConfiguration() {
        HttpConfiguration http = new HttpConfiguration();
        http.setSendServerVersion(false);
        http.setSendDateHeader(true);
        // Addresses are read by DocumentKey alone, which refuses what is ambiguous and says why.
        http.setUriCompliance(UriCompliance.UNSAFE);
        return http;
    }

    private RelayHandler handler(Upgrades upgrades) {
        Callers callers = new Callers(config.identity(), authThreads, server.getThreadPool(), time);
        OneDocument one = new OneDocument(registry, store, updateLog, feeds, blocking, config.limits(), time);
        return new RelayHandler(
                callers,
                new DocumentsApi(callers, store, one, blocking, time.wall()),
                new SocketRoutes(callers, registry, feeds, budget, upgrades, config.limits(), keeper),
                config.page() ? PageRoutes.of(callers, page) : PageRoutes.off(callers),
                this::stats,
                this::readiness,
                new MetricsRoute(new Gatekeeper(config.identity()), config.metricsFrom(), metrics::scrape),
                metrics::answered);
    }

    /**
     * Takes the address, before anything else is started for it; clients that come early wait.
     *
     * @throws PortTakenException when it cannot be bound
     */
    static ServerSocketChannel bind(RelayConfig config) {
        ServerSocketChannel socket = null;
        try {
            socket = ServerSocketChannel.open();
            socket.setOption(StandardSocketOptions.SO_REUSEADDR, true);
            socket.bind(new InetSocketAddress(config.host(), config.port()), BACKLOG);
            return socket;
        } catch (IOException | UnresolvedAddressException e) {
            close(socket);
            throw new PortTakenException(config.host(), config.port(), e);
        }
    }

    static void close(@Nullable ServerSocketChannel socket) {
        if (socket == null) {
            return;
        }
        try {
            socket.close();
        } catch (IOException e) {
            log.debug("a server socket did not close", e);
        }
    }

    /** Takes in what other relays on the database store from now on; to be called before the server starts. */
    void listenToNeighbours(Database database) {
        neighbours = new Neighbours(
                database,
                store.relay(),
                random,
                Threads.named("relay-ear", ThreadUrgency.BACKGROUND),
                time,
                reconciler);
        reconciler.start();
    }

    /** These documents have new log rows. Must not block. */
    void committed(Collection<DocumentRef> documents) {
        registry.stored(documents);
        feeds.changed(documents);
    }

    void snapshotTaken(Snapshot snapshot) {
        registry.snapshotTaken(snapshot);
    }

    /** Starts to serve on a bound address, which it takes over; {@link #stop} is to be called even when it fails. */
    public void start(ServerSocketChannel socket) {
        try {
            connector.open(socket);
            server.start();
            ThreadUrgency.BACKGROUND.askForOptimizers();
        } catch (Exception e) {
            throw new IllegalStateException("the server does not start", e);
        }
        probe.start();
        periodic.add(time.every(TEND_PAUSE, registry::tend));
        periodic.add(time.every(Duration.ofSeconds(1), feeds::tick));
        periodic.add(time.every(Duration.ofSeconds(1), edits::tick));
    }

    /** Whether a browser finds the page here. */
    boolean servesPage() {
        return page != null;
    }

    /** Where the relay listens, as a client on this machine would write it. */
    public URI uri() {
        String host = config.host();
        String shown = host.equals("0.0.0.0") || host.equals("::") ? "127.0.0.1" : host;
        return URI.create(
                "http://" + (shown.contains(":") ? "[" + shown + "]" : shown) + ":" + connector.getLocalPort());
    }

    private Map<String, Object> stats(@Nullable Caller caller, boolean onThisMachine) {
        Runtime runtime = Runtime.getRuntime();
        Map<String, Object> memory = new LinkedHashMap<>();
        memory.put("usedBytes", runtime.totalMemory() - runtime.freeMemory());
        memory.put("committedBytes", runtime.totalMemory());
        memory.put("maxBytes", runtime.maxMemory());
        Map<String, Object> stats = new LinkedHashMap<>();
        stats.put("connections", keeper.size());
        stats.put("documents", registry.size());
        stats.put("loads", registry.loads());
        stats.put("memory", memory);
        stats.put(
                "uptimeSeconds",
                Duration.between(startedAt, time.wall().instant()).toSeconds());
        stats.put("oldestUnsavedMillis", updateLog.oldestUnsavedMillis());
        stats.put("spoolBytes", updateLog.spoolBytes());
        stats.put("updatesIn", keeper.traffic().updatesIn());
        stats.put("updatesOut", keeper.traffic().updatesOut());
        stats.put("updatesPerSecond", edits.perSecond());
        if (onThisMachine) {
            stats.put("version", program.version());
            stats.put("storage", storage);
            stats.put("problems", program.problems().latest());
        }
        if (caller != null) {
            stats.put("yourDocuments", documentsOf(caller));
        }
        return stats;
    }

    private List<Map<String, Object>> documentsOf(Caller caller) {
        return registry.loaded().stream()
                .filter(key -> caller.isUser(key.userId()))
                .limit(MAX_ROWS)
                .map(key -> Map.<String, Object>of("document", key.toString(), "connections", budget.connections(key)))
                .toList();
    }

    private RelayHandler.Readiness readiness() {
        List<String> reasons = new ArrayList<>();
        if (!probe.isReachable()) {
            reasons.add("PostgreSQL does not answer");
        }
        long unsaved = updateLog.oldestUnsavedMillis();
        if (unsaved > OLDEST_UNSAVED.toMillis()) {
            reasons.add("the oldest unsaved update is " + unsaved + " ms old");
        }
        return new RelayHandler.Readiness(reasons.isEmpty(), String.join("; ", reasons));
    }

    /** Takes no new connections and tells the clients to go; what they have sent is in the update log afterwards. */
    public void stopClients() {
        connector.close();
        keeper.closeAll("the relay stops", spread(keeper.size()));
        if (!awaitNoSockets()) {
            // What these go on sending would be taken and not saved any more.
            keeper.disconnectAll();
            awaitNoSockets();
        }
    }

    /** Over how long so many clients are told to go: a moment that a few do not notice and many are glad of. */
    private static Duration spread(int sockets) {
        Duration each = Duration.ofMillis(1).multipliedBy(sockets);
        return each.compareTo(MOST_SPREAD) < 0 ? each : MOST_SPREAD;
    }

    private boolean awaitNoSockets() {
        long deadline = time.nanos() + FAREWELL.toNanos();
        while (keeper.size() > 0 && time.nanos() - deadline < 0) {
            try {
                time.sleep(Duration.ofMillis(10));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        }
        return keeper.size() == 0;
    }

    /** Ends the server. */
    public void stop() {
        keeper.close();
        periodic.forEach(one -> one.cancel());
        if (neighbours != null) {
            neighbours.close();
        }
        timers.neighbours().stop();
        awaitReconciler();
        try {
            server.stop();
        } catch (Exception e) {
            log.warn("the server did not stop cleanly", e);
        }
        stopThreads();
    }

    private void awaitReconciler() {
        try {
            boolean unused = timers.neighbours().awaitEnd(Duration.ofSeconds(1));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void stopThreads() {
        timers.probe().stop();
        timers.sockets().stop();
        authThreads.shutdownNow();
        blocking.shutdown();
        try {
            if (!blocking.awaitTermination(FAREWELL.toMillis(), TimeUnit.MILLISECONDS)) {
                blocking.shutdownNow();
            }
        } catch (InterruptedException e) {
            blocking.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }
}
