package dev.markco.relay.http;

import dev.markco.relay.documents.DocumentRegistry;
import dev.markco.relay.documents.OpenDocument;
import dev.markco.relay.identity.RefusedRequestException;
import dev.markco.relay.store.DocumentRef;
import dev.markco.relay.store.DocumentStore;
import dev.markco.relay.store.PastPage;
import dev.markco.relay.store.PastPlace;
import dev.markco.relay.store.PastRead;
import dev.markco.relay.store.UpdateLog;
import dev.markco.sync.DocumentKey;
import dev.markco.sync.Stages;
import dev.markco.sync.time.Time;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * The past of one document as lines of JSON, a change each, in the order in which they were stored; asked for by {@code Accept:
 * application/x-ndjson}. A long one comes in pages: the header {@code Markco-Next} says what to give as {@code after} for the
 * next.
 *
 * <p>All pages that are being prepared or sent share a part of the memory, in turns. Who does not get one in time is told when
 * to ask again.
 */
final class PastRoute {
    static final String LINES = PastAnswer.LINES;
    /** Bytes of changes in a page, unless one alone has more. */
    private static final int PAGE_BYTES = 4 << 20;
    /** The part of the heap that pages may take. */
    private static final int PART_OF_HEAP = 4;
    /** What a page is given to begin with; most take less. */
    private static final long FIRST_SHARE = 1 << 20;

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration TURN = Duration.ofSeconds(20);

    private final DocumentRegistry registry;
    private final DocumentStore store;
    private final UpdateLog updateLog;
    private final Executor blocking;
    private final Time time;
    private final MemoryBudget memory;

    PastRoute(DocumentRegistry registry, DocumentStore store, UpdateLog updateLog, Executor blocking, Time time) {
        this.registry = registry;
        this.store = store;
        this.updateLog = updateLog;
        this.blocking = blocking;
        this.time = time;
        this.memory = new MemoryBudget(Runtime.getRuntime().maxMemory() / PART_OF_HEAP, time);
    }

    /** What was read, in its memory, which whoever gets a page gives back. */
    private record Prepared(PastRead read, MemoryBudget.Share memory) {}

    void get(DocumentKey key, Request request, Response response, Callback callback) {
        PastPlace after = after(request);
        CompletableFuture<Prepared> inTime = new CompletableFuture<>();
        var unused = registry.openDocument(key)
                .thenCompose(open -> open.use(here -> prepared(here, after)))
                .whenComplete((prepared, failure) -> {
                    if (failure != null) {
                        inTime.completeExceptionally(failure);
                    } else if (!inTime.complete(prepared)) {
                        prepared.memory.close();
                    }
                });
        Failures.settle(
                time.within(PATIENCE, inTime),
                request,
                response,
                callback,
                prepared -> send(prepared, response, callback),
                failure -> OneDocument.fail(key, failure, response, callback));
    }

    private void send(Prepared prepared, Response response, Callback callback) {
        try {
            PastAnswer.send((PastPage) prepared.read, prepared.memory, time, response, callback);
        } catch (RuntimeException | Error e) {
            prepared.memory.close();
            throw e;
        }
    }

    private static PastPlace after(Request request) {
        String after = Request.extractQueryParameters(request).getValue("after");
        if (after == null) {
            return PastPlace.BEGINNING;
        }
        return PastPlace.parse(after)
                .orElseThrow(() -> new RefusedRequestException(
                        400,
                        "after=" + after + " is no place in a past",
                        "Give what the header " + PastAnswer.NEXT + " said."));
    }

    /** What was acknowledged before the question is in the answer. */
    private CompletionStage<Prepared> prepared(OpenDocument open, PastPlace after) {
        DocumentRef document = open.document();
        return updateLog.flush(document).thenCompose(flushed -> {
            if (document.id() == null) {
                throw new RefusedRequestException(
                        404, "there is no document " + document.key(), "List what there is: markco doc list");
            }
            return prepared(document, after, FIRST_SHARE);
        });
    }

    private CompletionStage<Prepared> prepared(DocumentRef document, PastPlace after, long bytes) {
        return turn(bytes)
                .thenCompose(share -> reading(document, after, share))
                .thenCompose(prepared -> prepared.read instanceof PastRead.Needs needs
                        ? prepared(document, after, needs.bytes())
                        : CompletableFuture.completedStage(prepared));
    }

    private CompletionStage<Prepared> reading(DocumentRef document, PastPlace after, MemoryBudget.Share share) {
        try {
            return CompletableFuture.supplyAsync(() -> read(document, after, share), blocking);
        } catch (RuntimeException | Error e) {
            share.close();
            throw e;
        }
    }

    /** Gives the memory back unless it has a page. */
    private Prepared read(DocumentRef document, PastPlace after, MemoryBudget.Share share) {
        long kept = 0;
        try {
            Prepared prepared = new Prepared(store.past(document, after, PAGE_BYTES, share.room()), share);
            kept = prepared.read instanceof PastPage page ? page.bytes() : 0;
            return prepared;
        } finally {
            share.shrinkTo(kept);
        }
    }

    private CompletionStage<MemoryBudget.Share> turn(long bytes) {
        return memory.take(bytes, TURN).exceptionallyCompose(failure -> {
            if (Stages.cause(failure) instanceof TimeoutException) {
                return CompletableFuture.failedFuture(
                        new RefusedRequestException(503, "too many people read a past just now", "Ask again later."));
            }
            return CompletableFuture.failedFuture(failure);
        });
    }
}
