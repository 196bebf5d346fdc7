package dev.markco.relay;

import dev.markco.relay.store.UpdateLog;
import dev.markco.sync.jetty.ClientSocket;
import dev.markco.sync.jetty.CollabSocket;
import dev.markco.sync.jetty.SocketKeeper;
import dev.markco.sync.jetty.SyncSocket;
import dev.markco.sync.room.Traffic;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/**
 * What the relay tells a monitor about itself, in the text format of Prometheus.
 *
 * <p>Nothing in it names a user, a document or a token. Thread-safe; what is told on the way of an update only counts.
 */
public final class RelayMetrics implements AutoCloseable {
    private static final Duration[] BUCKETS = {
        Duration.ofMillis(1),
        Duration.ofMillis(5),
        Duration.ofMillis(10),
        Duration.ofMillis(25),
        Duration.ofMillis(50),
        Duration.ofMillis(100),
        Duration.ofMillis(250),
        Duration.ofSeconds(1),
        Duration.ofSeconds(5),
        Duration.ofSeconds(30)
    };
    private static final Map<Integer, String> REASONS = Map.of(
            400, "malformed",
            401, "unauthenticated",
            403, "forbidden",
            404, "not_found",
            413, "too_large",
            426, "not_websocket",
            429, "too_many",
            500, "internal_error",
            503, "unavailable");

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final JvmGcMetrics collections = new JvmGcMetrics();
    private final Timer commits = timer("markco.commit", "How long a commit of new updates to PostgreSQL took");
    private final Timer loads = timer("markco.load", "How long reading a document into memory took");
    /** By HTTP status. */
    private final Map<Integer, Counter> refused = new TreeMap<>();

    private volatile LongSupplier spoolBytes = () -> 0;

    public RelayMetrics() {
        REASONS.forEach((status, reason) -> refused.put(
                status,
                Counter.builder("markco.refused")
                        .description("Requests and upgrades that were refused")
                        .tag("reason", reason)
                        .register(registry)));
        gauge("markco.spool.bytes", "Bytes of updates in the local spool", () -> spoolBytes.getAsLong());
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
        new FileDescriptorMetrics().bindTo(registry);
        collections.bindTo(registry);
    }

    private Timer timer(String name, String what) {
        return Timer.builder(name)
                .description(what)
                .serviceLevelObjectives(BUCKETS)
                .register(registry);
    }

    private void gauge(String name, String what, Supplier<Number> value) {
        Gauge.builder(name, value).description(what).register(registry);
    }

    /** Shows the sockets and what goes through them. */
    void watchSockets(SocketKeeper keeper) {
        connections("y-websocket", keeper, SyncSocket.class);
        connections("hocuspocus", keeper, CollabSocket.class);
        Traffic traffic = keeper.traffic();
        count("markco.updates.in", "Updates that clients sent", traffic, Traffic::updatesIn);
        count("markco.updates.out", "Updates passed on, counted for each client", traffic, Traffic::updatesOut);
        slow("resynced", traffic, Traffic::resyncs);
        slow("closed", traffic, Traffic::slowCloses);
        FunctionCounter.builder("markco.refused", traffic, Traffic::denials)
                .description("Requests and upgrades that were refused")
                .tag("reason", "document_denied")
                .register(registry);
    }

    private void connections(String protocol, SocketKeeper keeper, Class<? extends ClientSocket> kind) {
        Gauge.builder("markco.connections", () -> keeper.count(kind))
                .description("Open sockets")
                .tag("protocol", protocol)
                .register(registry);
    }

    private void slow(String action, Traffic traffic, ToDoubleFunction<Traffic> count) {
        FunctionCounter.builder("markco.slow.clients", traffic, count)
                .description("What was done about clients that read too slowly")
                .tag("action", action)
                .register(registry);
    }

    private void count(String name, String what, Traffic traffic, ToDoubleFunction<Traffic> count) {
        FunctionCounter.builder(name, traffic, count).description(what).register(registry);
    }

    /** Shows how many documents are in memory. */
    void watchDocuments(IntSupplier documents) {
        gauge("markco.documents", "Documents in memory", documents::getAsInt);
    }

    /** Shows what is not committed. */
    void watchUnsaved(UpdateLog log) {
        gauge(
                "markco.unsaved.age.seconds",
                "Age of the oldest update that is not committed",
                () -> log.oldestUnsavedMillis() / 1_000.0);
        gauge("markco.unsaved.bytes", "Bytes of updates that are not committed", log::unsavedBytes);
    }

    /** Shows whether PostgreSQL answers. */
    void watchDatabase(BooleanSupplier reachable) {
        gauge("markco.postgresql.up", "1 while PostgreSQL answers", () -> reachable.getAsBoolean() ? 1 : 0);
    }

    /** Shows how large the local spool is. */
    public void watchSpool(LongSupplier bytes) {
        spoolBytes = bytes;
    }

    /** A commit of new updates took so long. */
    public void committed(long nanos) {
        commits.record(nanos, TimeUnit.NANOSECONDS);
    }

    /** Reading a document into memory took so long. */
    public void loaded(long nanos) {
        loads.record(nanos, TimeUnit.NANOSECONDS);
    }

    /** A request was answered with this HTTP status. */
    public void answered(int status) {
        Counter counter = refused.get(status);
        if (counter != null) {
            counter.increment();
        }
    }

    /** All of it as it is now. */
    public String scrape() {
        return registry.scrape();
    }

    @Override
    public void close() {
        collections.close();
        registry.close();
    }
}
