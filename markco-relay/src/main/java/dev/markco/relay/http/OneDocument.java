package dev.markco.relay.http;

import dev.markco.relay.documents.DocumentRegistry;
import dev.markco.relay.documents.OpenDocument;
import dev.markco.relay.documents.ProjectFeeds;
import dev.markco.relay.identity.RefusedRequestException;
import dev.markco.relay.store.AuthoredUpdate;
import dev.markco.relay.store.Creation;
import dev.markco.relay.store.DatabaseUnavailableException;
import dev.markco.relay.store.DocumentRef;
import dev.markco.relay.store.DocumentStore;
import dev.markco.relay.store.DocumentTrashedException;
import dev.markco.relay.store.Replacement;
import dev.markco.relay.store.UpdateLog;
import dev.markco.sync.DocumentKey;
import dev.markco.sync.Stages;
import dev.markco.sync.room.Authorship;
import dev.markco.sync.room.Room;
import dev.markco.sync.room.RoomLease;
import dev.markco.sync.room.RoomLimits;
import dev.markco.sync.text.TextEdits;
import dev.markco.sync.time.Time;
import dev.markco.yjs.DecodeException;
import dev.markco.yjs.PendingLimitException;
import dev.markco.yjs.StateVector;
import dev.markco.yjs.Updates;
import dev.markco.yjs.YDoc;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.Promise;
import org.eclipse.jetty.util.thread.Invocable;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code /api/documents/<user>/<project>/<path>}: one document, read and written through its room, so that whoever has
 * it open sees a change as an edit.
 *
 * <p>A write is answered once it is durable. The entity tag is {@link YDoc#stateDigest()}.
 */
public final class OneDocument {
    private static final Logger log = LoggerFactory.getLogger(OneDocument.class);
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    /** Carries, in the answer to a creation, the identity that listings give. */
    private static final String DOCUMENT_ID = "Document-Id";

    private final DocumentRegistry registry;
    private final DocumentStore store;
    private final UpdateLog updateLog;
    private final ProjectFeeds feeds;
    private final Executor blocking;
    private final RoomLimits limits;
    private final Time time;
    private final Relocations relocations;
    private final PastRoute past;

    public OneDocument(
            DocumentRegistry registry,
            DocumentStore store,
            UpdateLog updateLog,
            ProjectFeeds feeds,
            Executor blocking,
            RoomLimits limits,
            Time time) {
        this.registry = registry;
        this.store = store;
        this.updateLog = updateLog;
        this.feeds = feeds;
        this.blocking = blocking;
        this.limits = limits;
        this.time = time;
        this.relocations = new Relocations(registry, store, updateLog, feeds, blocking, time);
        this.past = new PastRoute(registry, store, updateLog, blocking, time);
    }

    /** What a write came to. */
    private record Written(
            int status, String etag, @Nullable UUID created) {
        Written(int status, String etag) {
            this(status, etag, null);
        }
    }

    /** Answers a request; {@code by} is who changes something with it. */
    void handle(DocumentKey key, Authorship by, Request request, Response response, Callback callback) {
        switch (request.getMethod()) {
            case "GET", "HEAD" -> get(key, request, response, callback);
            case "PUT" -> put(key, by, request, response, callback);
            case "DELETE" -> relocations.trash(key, request, response, callback);
            case "POST" -> relocations.act(key, request, response, callback);
            default -> {
                response.getHeaders().put(HttpHeader.ALLOW, "GET, HEAD, PUT, DELETE, POST");
                throw new RefusedRequestException(
                        405, request.getMethod() + " is not possible here", "GET, PUT, DELETE or POST the document.");
            }
        }
    }

    private void get(DocumentKey key, Request request, Response response, Callback callback) {
        String accept = String.valueOf(request.getHeaders().get(HttpHeader.ACCEPT));
        if (accept.contains(PastRoute.LINES)) {
            past.get(key, request, response, callback);
            return;
        }
        Failures.settle(
                registry.openDocument(key),
                request,
                response,
                callback,
                open -> {
                    try (RoomLease lease = open.lease()) {
                        UUID id = open.document().id();
                        if (id != null) {
                            response.getHeaders().put(DOCUMENT_ID, id.toString());
                        }
                        answer(key, lease.room(), accept, response, callback);
                    }
                },
                failure -> fail(key, failure, response, callback));
    }

    private static void answer(DocumentKey key, Room room, String accept, Response response, Callback callback) {
        Document found = room.read(Document::of);
        if (found == null) {
            throw new RefusedRequestException(
                    404, "there is no document " + key, "List what there is: markco doc list");
        }
        response.getHeaders().put(HttpHeader.ETAG, '"' + found.etag + '"');
        if (accept.contains("application/octet-stream")) {
            Answers.bytes(response, callback, 200, Answers.BYTES, found.state);
        } else if (accept.contains("application/json")) {
            Map<String, Object> body = new LinkedHashMap<>();
            body.put("userId", key.userId().toString());
            body.put("project", key.project());
            body.put("docPath", key.docPath());
            body.put("etag", found.etag);
            body.put("content", found.text);
            Answers.json(response, callback, 200, body);
        } else {
            Answers.text(response, callback, 200, Answers.MARKDOWN, found.text);
        }
    }

    /** A document at one moment. */
    private record Document(String etag, String text, byte[] state) {
        static @Nullable Document of(YDoc doc) {
            return hasHistory(doc)
                    ? new Document(doc.stateDigest(), doc.getText("content").toString(), doc.encodeStateAsUpdate())
                    : null;
        }
    }

    private void put(DocumentKey key, Authorship by, Request request, Response response, Callback callback) {
        boolean state = String.valueOf(request.getHeaders().get(HttpHeader.CONTENT_TYPE))
                .startsWith("application/octet-stream");
        boolean create = "*".equals(request.getHeaders().get(HttpHeader.IF_NONE_MATCH));
        String ifMatch = unquoted(request.getHeaders().get(HttpHeader.IF_MATCH));
        CompletableFuture<Written> done = body(request).thenCompose(body -> {
            Body read = state ? Body.ofState(body, by) : Body.ofText(body, by);
            return create
                    ? create(key, read)
                    : registry.openDocument(key).thenCompose(open -> open.use(here -> write(here, read, ifMatch)));
        });
        Failures.settle(
                time.within(PATIENCE, done),
                request,
                response,
                callback,
                written -> {
                    response.getHeaders().put(HttpHeader.ETAG, '"' + written.etag + '"');
                    if (written.created != null) {
                        response.getHeaders().put(DOCUMENT_ID, written.created.toString());
                    }
                    Answers.empty(response, callback, written.status);
                },
                failure -> fail(key, failure, response, callback));
    }

    /** The whole body, read without blocking; fails with 413 when it is too large. */
    private CompletableFuture<byte[]> body(Request request) {
        if (request.getLength() > limits.maxMessageBytes()) {
            return CompletableFuture.failedFuture(tooLarge());
        }
        CompletableFuture<byte[]> body = new CompletableFuture<>();
        Content.Source.asByteArrayAsync(
                request,
                limits.maxMessageBytes(),
                Promise.Invocable.from(Invocable.InvocationType.NON_BLOCKING, (bytes, failure) -> {
                    if (failure == null) {
                        body.complete(bytes);
                    } else {
                        body.completeExceptionally(failure instanceof IllegalStateException ? tooLarge() : failure);
                    }
                }));
        return body;
    }

    private RefusedRequestException tooLarge() {
        return new RefusedRequestException(
                413, "the body is larger than " + limits.maxMessageBytes() + " bytes", "Split the document.");
    }

    private CompletionStage<Written> write(OpenDocument open, Body body, @Nullable String ifMatch) {
        Room room = open.lease().room();
        DocumentSize.require(room, body.given(), body.update());
        if (ifMatch != null && body.isState()) {
            return conditionally(open, body, () -> replaced(open.document(), room, body, ifMatch));
        }
        return body.isState() ? merge(room, body) : edit(room, body, ifMatch);
    }

    /**
     * Writes where the store has the last word: what the room took before is flushed first, so that the store compares
     * with all of it.
     */
    private CompletionStage<Written> conditionally(OpenDocument open, Body body, Supplier<Written> attempt) {
        return updateLog
                .flush(open.document())
                .thenApplyAsync(flushed -> attempt.get(), blocking)
                .whenComplete((written, failure) -> {
                    if (failure != null && Stages.cause(failure) instanceof DatabaseUnavailableException) {
                        registry.doubt(open.document());
                    }
                })
                .thenCompose(written -> shown(open, body, written));
    }

    /**
     * Has those who have the document open see what was stored; what is in the log is to get its snapshot, too. One that was
     * created is another document than the one that is open, when that was moved away a moment before.
     */
    private CompletionStage<Written> shown(OpenDocument open, Body body, Written written) {
        Room room = open.lease().room();
        if (written.created == null) {
            return room.apply(body.update(), body.by()).thenApply(done -> written);
        }
        if (written.created.equals(open.document().id())) {
            room.applyStored(List.of(body.update()), null);
        }
        return CompletableFuture.completedStage(written);
    }

    /**
     * Creates a document under a name that may lead to another one: to one that was moved away, or into the trash (R20).
     * Whoever waits for the first words under this name is in its room, and gets them.
     */
    private CompletionStage<Written> create(DocumentKey key, Body body) {
        if (!registry.isOpen(key)) {
            return createClosed(key, body);
        }
        return registry.openDocument(key)
                .<CompletionStage<Written>>handle((open, failure) -> {
                    if (failure != null && !(Stages.cause(failure) instanceof DocumentTrashedException)) {
                        return CompletableFuture.failedFuture(Stages.cause(failure));
                    }
                    if (open == null || !open.document().key().equals(key)) {
                        if (open != null) {
                            open.lease().close();
                        }
                        return createClosed(key, body);
                    }
                    return open.use(here -> {
                        DocumentSize.require(here.lease().room(), body.given(), body.update());
                        return conditionally(here, body, () -> created(key, here, body));
                    });
                })
                .thenCompose(written -> written);
    }

    /** Creates a document that nobody has open; whoever opens it meanwhile learns of it. */
    private CompletionStage<Written> createClosed(DocumentKey key, Body body) {
        return CompletableFuture.supplyAsync(
                () -> {
                    DocumentSize.requireNew(limits, body.update());
                    Written written = created(key, null, body);
                    UUID id = written.created;
                    if (id != null && registry.isOpen(key)) {
                        var unused = registry.open(key).whenComplete((lease, failure) -> {
                            if (lease == null) {
                                log.debug("{}: whoever opens it reads it again", key, failure);
                                return;
                            }
                            try (lease) {
                                registry.created(key, id);
                            }
                        });
                    }
                    return written;
                },
                blocking);
    }

    private Written created(DocumentKey key, @Nullable OpenDocument open, Body body) {
        Creation outcome = store.create(change(new DocumentRef(key), body.update(), body.by()), body.made());
        if (outcome instanceof Creation.Exists exists) {
            registry.created(key, exists.id());
        }
        if (!(outcome instanceof Creation.Created created)) {
            if (open != null && !open.lease().room().<Boolean>read(OneDocument::hasHistory)) {
                refresh(open.document(), open.lease().room());
            }
            throw new RefusedRequestException(
                    412, "there is a document " + key + " already", "Read it, and adopt its history.");
        }
        registry.created(key, created.id());
        feeds.tell(created.id(), key, "created");
        return new Written(201, created.etag(), created.id());
    }

    /**
     * Reads the document again: the store has what the room lacks. That is so when a write was committed whose success
     * the connection broke too early to tell; who writes into the room as it is would start a second history.
     */
    private void refresh(DocumentRef document, Room room) {
        log.warn("{}: the store has more than memory, and is read again", document);
        store.load(document.key())
                .filter(found -> found.id().equals(document.id()))
                .ifPresent(found -> room.applyStored(found.parts(), null));
    }

    private Written replaced(DocumentRef document, Room room, Body body, String expected) {
        DocumentKey key = document.key();
        // What is in the log already, and more than the document keeps, is not logged again; the comparison is made all
        // the
        // same.
        byte[] update = room.hasJournaled(body.update()) ? Updates.empty() : body.update();
        Replacement outcome = store.replaceIf(change(document, update, body.by()), expected);
        if (outcome instanceof Replacement.Missing) {
            throw new RefusedRequestException(412, "there is no document " + key, "Create it with If-None-Match: *");
        }
        if (outcome instanceof Replacement.Changed changed) {
            if (!changed.etag().equals(etag(room))) {
                refresh(document, room);
            }
            throw new RefusedRequestException(
                    412, key + " has changed since", "Read it again, and try with its new ETag.");
        }
        if (!(outcome instanceof Replacement.Stored stored)) {
            throw new IllegalStateException("unknown outcome " + outcome);
        }
        return new Written(200, stored.etag());
    }

    private CompletionStage<Written> merge(Room room, Body body) {
        return room.<CompletionStage<Written>>read(doc -> {
            CompletionStage<Void> durable =
                    room.applyIf(now -> requireRelated(now, body.update()), body.update(), body.by());
            return writtenAs(doc.stateDigest(), durable);
        });
    }

    /** The tag is that of the state just after this write: a later one would vouch for edits that nobody was shown. */
    private static CompletionStage<Written> writtenAs(String etag, CompletionStage<Void> durable) {
        return durable.thenApply(done -> new Written(200, etag));
    }

    /** Two histories that share nothing are never merged: both texts would stand in a row (R1). */
    private static void requireRelated(YDoc doc, byte[] update) {
        StateVector ours = doc.stateVector();
        StateVector theirs = Updates.stateVector(update);
        if (!ours.isEmpty() && !theirs.isEmpty() && !ours.sharesClientWith(theirs)) {
            throw new RefusedRequestException(
                    409,
                    "the state has no history in common with the document",
                    "Restore it as text, or send If-Match with a state that contains the document's.");
        }
    }

    private CompletionStage<Written> edit(Room room, Body body, @Nullable String ifMatch) {
        return room.<CompletionStage<Written>>read(doc -> {
            if (ifMatch != null && !ifMatch.equals(doc.stateDigest())) {
                throw new RefusedRequestException(
                        412, "the document has changed since", "Read it again, and try with its new ETag.");
            }
            room.edit(body.by(), now -> TextEdits.makeEqual(now.getText("content"), body.text()));
            return writtenAs(doc.stateDigest(), room.whenDurable());
        });
    }

    private static String etag(Room room) {
        return room.read(YDoc::stateDigest);
    }

    private static boolean hasHistory(YDoc doc) {
        return !doc.stateVector().isEmpty() || doc.hasPending();
    }

    static @Nullable String unquoted(@Nullable String etag) {
        return etag != null && etag.length() >= 2 && etag.startsWith("\"") && etag.endsWith("\"")
                ? etag.substring(1, etag.length() - 1)
                : etag;
    }

    static void fail(DocumentKey key, Throwable failure, Response response, Callback callback) {
        Throwable cause = Stages.cause(failure);
        if (cause instanceof RefusedRequestException refused) {
            Answers.refusal(response, callback, refused);
        } else if (cause instanceof DocumentTrashedException) {
            Answers.refusal(response, callback, Failures.trashed(key));
        } else if (cause instanceof DecodeException malformed) {
            Answers.error(
                    response,
                    callback,
                    400,
                    "the body is no Yjs update: " + malformed.getMessage(),
                    "Send what encodeStateAsUpdate (v1) gave; nothing was changed.");
        } else if (cause instanceof PendingLimitException incomplete) {
            Answers.error(
                    response,
                    callback,
                    409,
                    "the update is a part: " + incomplete.getMessage(),
                    "Send the whole state of the document, not a part of it; nothing was changed.");
        } else if (cause instanceof TimeoutException) {
            Answers.error(
                    response,
                    callback,
                    503,
                    "the document is not saved yet: the database does not answer",
                    "The relay goes on trying; ask again later.");
        } else {
            log.warn("{}: a request failed", key, cause);
            Answers.error(response, callback, 503, "the document cannot be had just now", "The relay's log says why.");
        }
    }

    private AuthoredUpdate change(DocumentRef document, byte[] update, Authorship by) {
        return new AuthoredUpdate(document, update, by, time.wall().millis());
    }

    /** The body of a PUT: a text, or a Yjs state; as an update either way, with who sent it. */
    private record Body(@Nullable String given, byte[] update, YDoc made, Authorship by) {
        static Body ofState(byte[] bytes, Authorship by) {
            YDoc made = new YDoc();
            made.applyUpdate(bytes);
            return new Body(null, bytes, made, by);
        }

        static Body ofText(byte[] bytes, Authorship by) {
            String text;
            try {
                text = StandardCharsets.UTF_8
                        .newDecoder()
                        .decode(ByteBuffer.wrap(bytes))
                        .toString();
            } catch (CharacterCodingException e) {
                throw new RefusedRequestException(
                        400, "the body is not UTF-8", "Send text as UTF-8, or a state as application/octet-stream.");
            }
            YDoc made = new YDoc();
            made.transact(() -> made.getText("content").insert(0, text));
            return new Body(text, made.encodeStateAsUpdate(), made, by);
        }

        boolean isState() {
            return given == null;
        }

        String text() {
            return given == null ? "" : given;
        }
    }
}
