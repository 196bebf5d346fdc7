package dev.markco.relay;

import dev.markco.relay.http.ConnectionLimits;
import dev.markco.relay.identity.IdentityConfig;
import dev.markco.relay.identity.Network;
import dev.markco.sync.room.RoomLimits;
import java.time.Duration;
import java.util.List;

/**
 * How a relay is set up.
 *
 * @param host the address to bind
 * @param port the port to bind; 0 takes a free one
 * @param identity whom it believes
 * @param saveDebounce how long a document must be quiet before its snapshot is written
 * @param warmFor how long a document stays in memory after its last client left
 * @param limits what one client may make it hold
 * @param connections how many clients it serves
 * @param metricsFrom networks whose monitors may read metrics, beside this machine
 * @param page whether it serves its page
 * @param keepsHistory whether what snapshots take out of the log is kept
 */
public record RelayConfig(
        String host,
        int port,
        IdentityConfig identity,
        Duration saveDebounce,
        Duration warmFor,
        RoomLimits limits,
        ConnectionLimits connections,
        List<Network> metricsFrom,
        boolean page,
        boolean keepsHistory) {
    public static final int DEFAULT_PORT = 3005;
    public static final Duration DEFAULT_SAVE_DEBOUNCE = Duration.ofSeconds(2);
    public static final Duration DEFAULT_WARM_FOR = Duration.ofSeconds(60);

    public RelayConfig {
        metricsFrom = List.copyOf(metricsFrom);
    }

    /** A relay with its page and history, whose metrics are for its own machine. */
    public RelayConfig(
            String host,
            int port,
            IdentityConfig identity,
            Duration saveDebounce,
            Duration warmFor,
            RoomLimits limits,
            ConnectionLimits connections) {
        this(host, port, identity, saveDebounce, warmFor, limits, connections, List.of(), true, true);
    }

    /** The same, with or without its page. */
    public RelayConfig withPage(boolean served) {
        return new RelayConfig(
                host, port, identity, saveDebounce, warmFor, limits, connections, metricsFrom, served, keepsHistory);
    }

    /** The same, with or without a past. */
    public RelayConfig withHistory(boolean kept) {
        return new RelayConfig(
                host, port, identity, saveDebounce, warmFor, limits, connections, metricsFrom, page, kept);
    }

    /** For one person on one machine. */
    public static RelayConfig local(int port) {
        return new RelayConfig(
                "127.0.0.1",
                port,
                IdentityConfig.localOnly(),
                DEFAULT_SAVE_DEBOUNCE,
                DEFAULT_WARM_FOR,
                RoomLimits.DEFAULT,
                ConnectionLimits.DEFAULT);
    }
}
