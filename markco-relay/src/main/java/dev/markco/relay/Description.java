package dev.markco.relay;

import dev.markco.relay.identity.IdentityConfig;
import java.net.URI;
import java.util.Collection;
import java.util.StringJoiner;
import java.util.stream.Collectors;

/** The one line that says how a relay is set up, without secrets. */
final class Description {
    private Description() {}

    static String of(URI address, String storage, RelayConfig config) {
        IdentityConfig identity = config.identity();
        StringJoiner line = new StringJoiner(", ");
        line.add(address + " (bound to " + config.host() + ")");
        line.add("documents in " + storage);
        line.add("identity: " + mode(identity));
        line.add("trusted proxies: " + list(identity.trustedProxies()));
        line.add("allowed origins: " + list(identity.allowedOrigins()));
        line.add("allowed hosts: " + list(identity.allowedHosts()));
        line.add("metrics for: this machine" + more(config.metricsFrom()));
        line.add("connections: " + config.connections().all() + ", per user "
                + config.connections().perUser() + ", per document "
                + config.connections().perDocument());
        line.add("message bytes: " + config.limits().maxMessageBytes() + ", document bytes: "
                + config.limits().maxDocumentBytes() + ", messages/s: "
                + config.limits().maxMessagesPerSecond() + ", queued bytes: "
                + config.limits().maxQueuedBytes() + ", awareness clients: "
                + config.limits().maxAwarenessClients());
        line.add("save debounce: " + config.saveDebounce().toMillis() + " ms");
        line.add("history: " + (config.keepsHistory() ? "on" : "off"));
        line.add("cleanup delay: " + config.warmFor().toMillis() + " ms");
        return line.toString();
    }

    private static String mode(IdentityConfig identity) {
        if (identity.noAuth()) {
            return "nobody is checked";
        }
        StringJoiner mode = new StringJoiner(" and ");
        mode.add("proxies");
        URI service = identity.authService();
        if (service != null) {
            // Without what may stand before the host or behind it: there could be a password.
            mode.add("tokens checked at " + service.getScheme() + "://" + service.getHost()
                    + (service.getPort() < 0 ? "" : ":" + service.getPort()));
        }
        if (identity.localUser()) {
            mode.add("the local user");
        }
        return mode.toString();
    }

    private static String list(Collection<?> all) {
        return all.isEmpty()
                ? "none"
                : all.stream().map(String::valueOf).sorted().collect(Collectors.joining(" "));
    }

    private static String more(Collection<?> all) {
        return all.isEmpty() ? "" : " " + list(all);
    }
}
