package dev.markco.cli;

import dev.markco.relay.Relay;
import dev.markco.relay.RelayConfig;
import dev.markco.relay.StorageConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The way from a command to the documents: the relay that was named, else the one that runs on the same data directory,
 * else a relay of this process's own, on a free port, for as long as the command takes.
 *
 * <p>So a command never changes documents behind a running relay's back, and takes the same path with and without one.
 */
final class RelayAccess {
    private static final Duration STOP_LIMIT = Duration.ofSeconds(20);
    private static final Duration PROBE_LIMIT = Duration.ofSeconds(5);

    private RelayAccess() {}

    /** The way through a relay of this process's own, which ends when the client is closed. */
    static RelayClient own(StorageConfig storage) {
        Relay own = Relay.start(RelayConfig.local(0), storage);
        return new RelayClient(own.uri(), null, () -> {
            if (!own.stop(STOP_LIMIT)) {
                throw new CliException(
                        ExitCode.UNHEALTHY, "not everything could be saved", "Look at the database and try again.");
            }
        });
    }

    /** The relay that runs on a data directory, if it answers: a note of one that was killed is no relay. */
    static Optional<URI> running(Path dataDirectory) {
        try {
            return AddressFile.ofRelay(dataDirectory).read().filter(RelayAccess::answers);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean answers(URI relay) {
        HttpRequest request = HttpRequest.newBuilder(relay.resolve("/health"))
                .timeout(PROBE_LIMIT)
                .build();
        try {
            return Http.client(relay).send(request, BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Reads the address of a relay, whichever of ws and http it is written with. */
    static URI httpUrl(String relay) {
        URI given;
        try {
            given = URI.create(relay.strip());
        } catch (IllegalArgumentException e) {
            throw notAnAddress(relay, e);
        }
        String scheme = String.valueOf(given.getScheme());
        String http = switch (scheme) {
            case "http", "ws" -> "http";
            case "https", "wss" -> "https";
            default -> throw notAnAddress(relay, null);
        };
        if (given.getHost() == null) {
            throw notAnAddress(relay, null);
        }
        return URI.create(http + given.toString().substring(scheme.length()));
    }

    /** An address of a relay as one is written that is the same; empty for none. */
    static String canonical(String relay) {
        return relay.isBlank() ? "" : httpUrl(relay).toString().replaceFirst("/+$", "");
    }

    private static CliException notAnAddress(String relay, @Nullable Throwable cause) {
        String message = "'" + relay + "' is no address of a relay";
        String hint = "Write it as http://127.0.0.1:3005 or wss://example.org.";
        return cause == null
                ? new CliException(ExitCode.USAGE, message, hint)
                : new CliException(ExitCode.USAGE, message, hint, cause);
    }
}
