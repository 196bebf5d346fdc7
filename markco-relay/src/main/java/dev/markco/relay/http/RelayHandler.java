package dev.markco.relay.http;

import dev.markco.relay.identity.Caller;
import dev.markco.relay.identity.Callers;
import dev.markco.relay.identity.Claim;
import dev.markco.relay.identity.RefusedRequestException;
import dev.markco.relay.identity.RequestFacts;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.IntConsumer;
import java.util.function.Supplier;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/** The relay's routes. */
public final class RelayHandler extends Handler.Abstract {
    private static final String API = "/api/documents/";

    private final Callers callers;
    private final DocumentsApi documents;
    private final SocketRoutes sockets;
    private final PageRoutes page;
    private final SessionRoute session;
    private final Stats stats;
    private final Supplier<Readiness> readiness;
    private final MetricsRoute metrics;
    private final IntConsumer answered;

    /** What {@code /stats} answers. */
    @FunctionalInterface
    public interface Stats {
        /**
         * Tells.
         *
         * @param caller who asks, null for nobody who said so
         * @param onThisMachine whether the question comes from where metrics may be read, and was not forwarded
         */
        Map<String, Object> of(@Nullable Caller caller, boolean onThisMachine);
    }

    /** Whether the relay can do its work, and if not, why. */
    public record Readiness(boolean ready, String reason) {}

    /** {@code answered} is told the status of each answer. */
    public RelayHandler(
            Callers callers,
            DocumentsApi documents,
            SocketRoutes sockets,
            PageRoutes page,
            Stats stats,
            Supplier<Readiness> readiness,
            MetricsRoute metrics,
            IntConsumer answered) {
        this.callers = callers;
        this.documents = documents;
        this.sockets = sockets;
        this.page = page;
        this.session = new SessionRoute(callers);
        this.stats = stats;
        this.readiness = readiness;
        this.metrics = metrics;
        this.answered = answered;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        Callback counted = Callback.from(callback, () -> answered.accept(response.getStatus()));
        Failures.guarded(request, response, counted, () -> route(request, response, counted));
        return true;
    }

    private void route(Request request, Response response, Callback callback) {
        String path = Requests.rawPath(request);
        switch (path) {
            case "/health" -> Answers.json(response, callback, 200, Map.of("status", "ok"));
            case "/ready" -> ready(response, callback);
            case "/metrics" -> metrics.handle(request, response, callback);
            case "/stats" -> stats(request, response, callback);
            case SessionRoute.PATH -> session.handle(request, response, callback);
            default -> {
                if (page.handles(path)) {
                    page.handle(path, request, response, callback);
                } else if (sockets.handles(path)) {
                    sockets.handle(path, request, response, callback);
                } else if (path.startsWith(API)) {
                    documents.handle(path.substring(API.length()), request, response, callback);
                } else {
                    throw new RefusedRequestException(
                            404, "there is nothing at this address", "Documents are at " + API + "<user>.");
                }
            }
        }
    }

    /** Numbers for everybody; rows of documents for whoever says who they are, of their own. */
    private void stats(Request request, Response response, Callback callback) {
        RequestFacts facts = Requests.facts(request);
        boolean onThisMachine = metrics.isFor(facts);
        Claim claim = callers.claim(facts);
        if (claim instanceof Claim.Nobody) {
            Answers.json(response, callback, 200, stats.of(null, onThisMachine));
            return;
        }
        Failures.settle(
                callers.settle(claim),
                request,
                response,
                callback,
                identity -> Answers.json(response, callback, 200, stats.of(identity.caller(), onThisMachine)));
    }

    private void ready(Response response, Callback callback) {
        Readiness now = readiness.get();
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("status", now.ready() ? "ok" : "unavailable");
        if (!now.ready()) {
            body.put("reason", now.reason());
        }
        Answers.json(response, callback, now.ready() ? 200 : 503, body);
    }
}
