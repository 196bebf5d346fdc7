package dev.markco.relay.http;

import dev.markco.relay.identity.Caller;
import dev.markco.relay.identity.Callers;
import dev.markco.relay.identity.Gatekeeper;
import dev.markco.relay.identity.RefusedRequestException;
import dev.markco.relay.identity.RequestFacts;
import dev.markco.relay.identity.Sender;
import dev.markco.relay.store.DocumentStore;
import dev.markco.sync.DocumentKey;
import dev.markco.sync.room.Authorship;
import dev.markco.sync.room.Means;
import java.time.InstantSource;
import java.util.UUID;
import java.util.concurrent.Executor;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.Fields;

/** {@code /api/documents/…}: lists of documents, and one document to read or write. */
public final class DocumentsApi {
    private final Callers callers;
    private final DocumentStore store;
    private final OneDocument one;
    private final Executor blocking;
    private final InstantSource clock;

    /** The API on a store; lists are read on {@code blocking}, never on a thread that serves sockets. */
    public DocumentsApi(Callers callers, DocumentStore store, OneDocument one, Executor blocking, InstantSource clock) {
        this.callers = callers;
        this.store = store;
        this.one = one;
        this.blocking = blocking;
        this.clock = clock;
    }

    /** Answers a request for what stands behind {@code /api/documents/}, still percent-encoded. */
    void handle(String rest, Request request, Response response, Callback callback) {
        RequestFacts facts = Requests.facts(request);
        if (!isReading(request)) {
            callers.checkChange(facts);
        }
        Failures.settle(
                callers.identify(facts),
                request,
                response,
                callback,
                identity -> handle(rest, identity.caller(), facts, request, response, callback));
    }

    private void handle(
            String rest, Caller caller, RequestFacts facts, Request request, Response response, Callback callback) {
        String[] parts = rest.split("/", 3);
        UUID user = DocumentKey.parseUser(parts[0]);
        Gatekeeper.require(caller, user);
        if (!isReading(request)) {
            Gatekeeper.requireWriting(caller);
        }
        if (parts.length == 3) {
            Authorship by =
                    Sender.of(facts, UUID.randomUUID(), Means.API).authorship(caller, user, MadeAt.of(request, clock));
            one.handle(DocumentKey.parseUrlPath(rest), by, request, response, callback);
            return;
        }
        if (!request.getMethod().equals("GET")) {
            response.getHeaders().put(HttpHeader.ALLOW, "GET");
            throw new RefusedRequestException(405, "a list can only be read", "GET it, or name one document.");
        }
        Fields query = Request.extractQueryParameters(request);
        boolean content = isSet(query, "content");
        boolean state = isSet(query, "yjs");
        String project =
                parts.length == 2 ? DocumentKey.parseUrlPath(rest + "/x").project() : null;
        if (isSet(query, "trash")) {
            blocking.execute(() -> Failures.guarded(
                    request, response, callback, () -> Listings.answerTrash(store, user, project, response, callback)));
            return;
        }
        blocking.execute(() -> Failures.guarded(
                request,
                response,
                callback,
                () -> Listings.answer(store, user, project, content, state, response, callback)));
    }

    private static boolean isReading(Request request) {
        return request.getMethod().equals("GET") || request.getMethod().equals("HEAD");
    }

    private static boolean isSet(Fields query, String name) {
        String value = query.getValue(name);
        return value != null && !value.equals("0") && !value.equals("false");
    }
}
