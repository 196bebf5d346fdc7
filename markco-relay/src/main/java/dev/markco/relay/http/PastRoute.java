package dev.markco.relay.http;

import dev.markco.relay.documents.DocumentRegistry;
import dev.markco.relay.documents.OpenDocument;
import dev.markco.relay.identity.RefusedRequestException;
import dev.markco.relay.store.AuthoredUpdate;
import dev.markco.relay.store.DocumentRef;
import dev.markco.relay.store.DocumentStore;
import dev.markco.relay.store.PastPage;
import dev.markco.relay.store.UpdateLog;
import dev.markco.sync.DocumentKey;
import dev.markco.sync.room.Authorship;
import dev.markco.sync.time.Time;
import dev.markco.yjs.DecodeException;
import dev.markco.yjs.Updates;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.stream.Collectors;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * The past of one document as lines of JSON, a change each, in the order in which they were stored; asked for by {@code Accept:
 * application/x-ndjson}. A long one comes in pages: the header {@code Markco-Next} says what to give as {@code after} for the
 * next.
 */
final class PastRoute {
    static final String LINES = "application/x-ndjson";
    private static final String NEXT = "Markco-Next";
    /** Bytes of updates in a page, unless one piece has more. */
    private static final int PAGE_BYTES = 4 << 20;

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final DocumentRegistry registry;
    private final DocumentStore store;
    private final UpdateLog updateLog;
    private final Executor blocking;
    private final Time time;

    PastRoute(DocumentRegistry registry, DocumentStore store, UpdateLog updateLog, Executor blocking, Time time) {
        this.registry = registry;
        this.store = store;
        this.updateLog = updateLog;
        this.blocking = blocking;
        this.time = time;
    }

    void get(DocumentKey key, Request request, Response response, Callback callback) {
        long after = after(request);
        CompletableFuture<PastPage> asked = registry.openDocument(key)
                .thenCompose(open -> open.use(here -> page(here, after)))
                .toCompletableFuture();
        var unused = time.within(PATIENCE, asked).whenComplete((page, failure) -> {
            if (failure != null) {
                OneDocument.fail(key, failure, response, callback);
                return;
            }
            Long next = page.next();
            if (next != null) {
                response.getHeaders().put(NEXT, next.toString());
            }
            String lines = page.changes().stream()
                    .map(change -> JsonMapper.shared().writeValueAsString(line(change)) + "\n")
                    .collect(Collectors.joining());
            Answers.text(response, callback, 200, LINES, lines);
        });
    }

    private static long after(Request request) {
        String after = Request.extractQueryParameters(request).getValue("after");
        if (after == null) {
            return 0;
        }
        try {
            return Long.parseLong(after);
        } catch (NumberFormatException e) {
            throw new RefusedRequestException(
                    400, "after=" + after + " is no place in a past", "Give what the header " + NEXT + " said.");
        }
    }

    /** What was acknowledged before the question is in the answer. */
    private CompletionStage<PastPage> page(OpenDocument open, long after) {
        DocumentRef document = open.document();
        return updateLog
                .flush(document)
                .thenApplyAsync(
                        flushed -> {
                            if (document.id() == null) {
                                throw new RefusedRequestException(
                                        404,
                                        "there is no document " + document.key(),
                                        "List what there is: markco doc list");
                            }
                            return store.past(document, after, PAGE_BYTES);
                        },
                        blocking);
    }

    private static Map<String, Object> line(AuthoredUpdate change) {
        Authorship by = change.authorship();
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("receivedAt", Instant.ofEpochMilli(change.receivedMillis()).toString());
        put(line, "madeAt", by.madeAt());
        put(line, "author", by.author());
        put(line, "session", by.session());
        line.put("means", by.means().word());
        line.put("clients", clients(change.update()));
        line.put("update", Base64.getEncoder().encodeToString(change.update()));
        return line;
    }

    private static void put(Map<String, Object> line, String name, @Nullable Object value) {
        if (value != null) {
            line.put(name, value.toString());
        }
    }

    /** The ids of the Yjs clients whose structs are in it; none where it cannot be read, which is for others to say. */
    private static List<Long> clients(byte[] update) {
        try {
            return Updates.firstClocks(update).keySet().stream().sorted().toList();
        } catch (DecodeException e) {
            return List.of();
        }
    }
}
