package dev.markco.relay.http;

import dev.markco.relay.identity.Gatekeeper;
import dev.markco.relay.identity.Network;
import dev.markco.relay.identity.RefusedRequestException;
import dev.markco.relay.identity.RequestFacts;
import java.net.InetAddress;
import java.util.List;
import java.util.function.Supplier;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * {@code GET /metrics}, for monitors on this machine and in the networks that are named. What was forwarded is refused
 * wherever it comes from: behind a proxy everybody looks like the proxy (R28).
 */
public final class MetricsRoute {
    private static final String TYPE = "text/plain;version=0.0.4;charset=utf-8";

    private final Gatekeeper gatekeeper;
    private final List<Network> from;
    private final Supplier<String> metrics;

    public MetricsRoute(Gatekeeper gatekeeper, List<Network> from, Supplier<String> metrics) {
        this.gatekeeper = gatekeeper;
        this.from = List.copyOf(from);
        this.metrics = metrics;
    }

    void handle(Request request, Response response, Callback callback) {
        RequestFacts facts = Requests.facts(request);
        gatekeeper.checkSite(facts);
        if (!isFor(facts)) {
            throw new RefusedRequestException(
                    403,
                    "metrics are not for you",
                    "Ask from the relay's machine, or start the relay with --metrics-from and your network.");
        }
        Answers.text(response, callback, 200, TYPE, metrics.get());
    }

    /** Whether metrics are for who sent this. */
    boolean isFor(RequestFacts facts) {
        InetAddress peer = facts.peer();
        return peer != null
                && !facts.forwarded()
                && (peer.isLoopbackAddress() || from.stream().anyMatch(network -> network.contains(peer)));
    }
}
