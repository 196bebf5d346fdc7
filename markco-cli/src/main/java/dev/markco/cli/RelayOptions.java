package dev.markco.cli;

import java.net.URI;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which relay a command talks to, and as whom. */
final class RelayOptions {
    @Option(
            names = "--relay",
            paramLabel = "URL",
            description = "The relay to talk to, such as http://127.0.0.1:3005. Environment: SYNC_RELAY_URL.")
    @Nullable
    String relay;

    @Mixin
    TokenOptions token = new TokenOptions();

    @Mixin
    StorageOptions storage = new StorageOptions();

    /** Opens the way to the documents that there are; the caller closes it. */
    RelayClient open() {
        URI named = named();
        return named != null ? client(named) : RelayAccess.own(storage.storageThatIs());
    }

    /** As {@link #open}, also where there are none yet. */
    RelayClient openToMake() {
        URI named = named();
        return named != null ? client(named) : RelayAccess.own(storage.storage());
    }

    /** The relay that is named, else the one that runs on the data directory; null for none. */
    @Nullable
    URI named() {
        String given = relay;
        return given != null && !given.isEmpty()
                ? RelayAccess.httpUrl(given)
                : RelayAccess.running(storage.dataDirectory()).orElse(null);
    }

    /** As {@link #open}, but only to a relay that runs: for what makes no sense without others who write. */
    RelayClient openRunning() {
        URI running = named();
        if (running == null) {
            throw new CliException(
                    ExitCode.UNREACHABLE,
                    "no relay runs on " + storage.dataDirectory(),
                    "Start one with 'markco relay serve', or name one with --relay.");
        }
        return client(running);
    }

    /** A client of a relay that runs. */
    RelayClient client(URI running) {
        return new RelayClient(running, token.token(), () -> {});
    }
}
