package dev.markco.cli;

import ch.qos.logback.classic.Level;
import dev.markco.relay.Relay;
import dev.markco.relay.RelayConfig;
import dev.markco.relay.identity.IdentityConfig;
import dev.markco.relay.identity.Network;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code markco relay serve}: a relay in the foreground. */
@Command(
        name = "serve",
        mixinStandardHelpOptions = true,
        versionProvider = Versions.class,
        sortOptions = false,
        description = "Serve documents until stopped. SIGTERM and Ctrl-C save everything first.",
        footer = {
            "",
            "Examples:",
            "  markco relay serve",
            "  DATABASE_URL=postgresql://markco@db/x markco relay serve --host 0.0.0.0 \\",
            "      --trusted-proxy 10.0.0.0/8 --allowed-origin https://example.org",
            "",
            "Every option is read from the environment too, --save-debounce from",
            "MARKCO_SAVE_DEBOUNCE.",
            "Exit code 0: everything was saved; 3: something could not be."
        })
final class RelayServeCommand implements Callable<Integer> {
    private static final Logger log = LoggerFactory.getLogger(RelayServeCommand.class);

    @Mixin
    Console console = new Console();

    @Mixin
    LogOptions logs = new LogOptions();

    @Option(
            names = "--host",
            paramLabel = "ADDRESS",
            defaultValue = "127.0.0.1",
            description = "The address to listen on (default: ${DEFAULT-VALUE}).")
    String host = "127.0.0.1";

    @Option(
            names = "--port",
            paramLabel = "PORT",
            defaultValue = "" + RelayConfig.DEFAULT_PORT,
            description = "The port to listen on; 0 takes a free one (default: ${DEFAULT-VALUE}). Environment: PORT.")
    int port;

    @Mixin
    StorageOptions storage = new StorageOptions();

    @Option(
            names = "--trusted-proxy",
            paramLabel = "NETWORK",
            split = ",",
            description = "Believe X-User-Id from this network, such as 10.0.0.0/8. May be repeated.")
    List<String> trustedProxies = new ArrayList<>();

    @Option(
            names = "--allowed-origin",
            paramLabel = "ORIGIN",
            split = ",",
            description = "Let pages of this origin, such as https://example.org, talk to the relay. May be repeated.")
    List<String> allowedOrigins = new ArrayList<>();

    @Option(
            names = "--allowed-host",
            paramLabel = "NAME",
            split = ",",
            description =
                    "Answer to this host name, beside loopback and the hosts of allowed origins. May be repeated.")
    List<String> allowedHosts = new ArrayList<>();

    @Option(
            names = "--auth-service",
            paramLabel = "URL",
            description = {
                "Ask this service whose a token is: GET URL/auth/validate with",
                "'Authorization: Bearer <token>'. Environment: AUTH_SERVICE_URL."
            })
    @Nullable
    URI authService;

    @Option(
            names = "--local-user",
            description = {
                "Take requests from this machine that name no user as the user 'local'. So it is without",
                "this option when the embedded PostgreSQL is used and no auth service."
            })
    boolean localUser;

    @Option(
            names = "--no-auth",
            description = {
                "Take every request from this machine as the user it asks for; only on a loopback address.",
                "Environment: SYNC_RELAY_NO_AUTH=1."
            })
    boolean noAuth;

    @Option(
            names = "--metrics-from",
            paramLabel = "NETWORK",
            split = ",",
            description = "Let monitors of this network read /metrics, beside this machine. May be repeated.")
    List<String> metricsFrom = new ArrayList<>();

    @Mixin
    PageOption page = new PageOption();

    @Option(
            names = "--save-debounce",
            paramLabel = "MS",
            defaultValue = "2000",
            description = "How long a document is quiet before its snapshot is written (default: ${DEFAULT-VALUE}).")
    long saveDebounceMillis;

    @Option(
            names = "--doc-cleanup-delay",
            paramLabel = "MS",
            defaultValue = "60000",
            description = "How long a document stays in memory without clients (default: ${DEFAULT-VALUE}).")
    long docCleanupMillis;

    @Mixin
    HistoryOption history = new HistoryOption();

    @Mixin
    LimitOptions limits = new LimitOptions();

    @Override
    public Integer call() throws IOException, InterruptedException {
        logs.setUp(console, Level.INFO);
        RelayConfig config = config();
        AddressFile address = AddressFile.ofRelay(storage.dataDirectory());
        try (Stopping stopping = Stopping.onSignals()) {
            Relay relay = Relay.start(config, storage.storage(), Versions.program());
            log.info("markco {} relay serves {}", Versions.version(), relay.description());
            address.write(relay.uri());
            boolean saved;
            try {
                stopping.await();
            } finally {
                address.delete();
                saved = relay.stop(Stopping.SAVE_LIMIT);
            }
            return stopping.finished(saved ? ExitCode.OK : ExitCode.UNHEALTHY);
        }
    }

    RelayConfig config() {
        if (saveDebounceMillis < 0 || docCleanupMillis < 0) {
            throw new CliException(ExitCode.USAGE, "a delay cannot be negative", "Give milliseconds, 0 or more.");
        }
        if (noAuth && !isLoopback(host)) {
            throw new CliException(
                    ExitCode.USAGE,
                    "--no-auth would let anyone who reaches " + host + " be anyone",
                    "Listen on 127.0.0.1, or put a proxy that signs people in before the relay.");
        }
        URI service = authService();
        boolean local = localUser || (storage.isEmbedded() && service == null && isLoopback(host));
        IdentityConfig identity = new IdentityConfig(
                networks("--trusted-proxy", trustedProxies),
                local,
                noAuth,
                Set.copyOf(allowedOrigins),
                hosts(),
                service,
                IdentityConfig.DEFAULT_RECHECK);
        return new RelayConfig(
                host,
                port,
                identity,
                Duration.ofMillis(saveDebounceMillis),
                Duration.ofMillis(docCleanupMillis),
                limits.room(),
                limits.connections(),
                networks("--metrics-from", metricsFrom),
                page.served(),
                history.isKept());
    }

    private @Nullable URI authService() {
        URI service = authService;
        if (service == null) {
            return null;
        }
        String scheme = String.valueOf(service.getScheme()).toLowerCase(Locale.ROOT);
        if (service.getHost() == null || !(scheme.equals("http") || scheme.equals("https"))) {
            throw new CliException(
                    ExitCode.USAGE,
                    "--auth-service is no address of a web service",
                    "Write it as http://127.0.0.1:3001.");
        }
        if (noAuth) {
            throw new CliException(
                    ExitCode.USAGE,
                    "--no-auth and --auth-service exclude each other",
                    "Leave out SYNC_RELAY_NO_AUTH, or AUTH_SERVICE_URL.");
        }
        return service;
    }

    private static List<Network> networks(String flag, List<String> all) {
        try {
            return all.stream().map(Network::parse).toList();
        } catch (IllegalArgumentException e) {
            throw new CliException(ExitCode.USAGE, flag + ": " + e.getMessage(), "Give an address or a range.", e);
        }
    }

    private Set<String> hosts() {
        Set<String> hosts = new HashSet<>();
        allowedHosts.forEach(name -> hosts.add(name.toLowerCase(Locale.ROOT)));
        for (String origin : allowedOrigins) {
            String name = originHost(origin);
            if (name == null) {
                throw new CliException(
                        ExitCode.USAGE,
                        "--allowed-origin: '" + origin + "' is no origin",
                        "Write it as https://example.org.");
            }
            hosts.add(name.toLowerCase(Locale.ROOT));
        }
        return hosts;
    }

    private static @Nullable String originHost(String origin) {
        try {
            return URI.create(origin).getHost();
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private static boolean isLoopback(String host) {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            throw new CliException(
                    ExitCode.USAGE, "'" + host + "' is no address of this machine", "Try 127.0.0.1 or 0.0.0.0.", e);
        }
    }
}
