package dev.markco.relay.http;

import dev.markco.relay.identity.Gatekeeper;
import dev.markco.relay.identity.RefusedRequestException;
import dev.markco.sync.InvalidKeyException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The relay's routes, and the one place where what goes wrong on the way becomes an answer. */
public final class RelayHandler extends Handler.Abstract {
    private static final Logger log = LoggerFactory.getLogger(RelayHandler.class);
    private static final String API = "/api/documents/";

    private final Gatekeeper gatekeeper;
    private final DocumentsApi documents;
    private final SocketRoutes sockets;
    private final Supplier<Map<String, Object>> stats;
    private final Supplier<Readiness> readiness;

    /** Whether the relay can do its work, and if not, why. */
    public record Readiness(boolean ready, String reason) {}

    public RelayHandler(
            Gatekeeper gatekeeper,
            DocumentsApi documents,
            SocketRoutes sockets,
            Supplier<Map<String, Object>> stats,
            Supplier<Readiness> readiness) {
        this.gatekeeper = gatekeeper;
        this.documents = documents;
        this.sockets = sockets;
        this.stats = stats;
        this.readiness = readiness;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        try {
            route(request, response, callback);
        } catch (RefusedRequestException e) {
            Answers.refusal(response, callback, e);
        } catch (InvalidKeyException e) {
            Answers.error(
                    response,
                    callback,
                    400,
                    String.valueOf(e.getMessage()),
                    "An address is user/project/path; see 'markco help document-keys'.");
        } catch (RuntimeException e) {
            log.error("{} {} failed", request.getMethod(), Requests.rawPath(request), e);
            Answers.error(response, callback, 500, "the relay failed to answer", "Its log says why.");
        }
        return true;
    }

    private void route(Request request, Response response, Callback callback) {
        String path = Requests.rawPath(request);
        switch (path) {
            case "/health" -> Answers.json(response, callback, 200, Map.of("status", "ok"));
            case "/ready" -> ready(response, callback);
            case "/stats" -> {
                gatekeeper.checkSite(Requests.facts(request));
                Answers.json(response, callback, 200, stats.get());
            }
            case "/" ->
                Answers.text(
                        response,
                        callback,
                        200,
                        "text/plain;charset=utf-8",
                        "markco relay: documents are at /api/documents/<user>, sockets at /sync/<user>/<project>/<path>\n");
            default -> {
                if (sockets.handles(path)) {
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
