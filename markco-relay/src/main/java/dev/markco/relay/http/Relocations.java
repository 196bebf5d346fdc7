package dev.markco.relay.http;

import dev.markco.relay.documents.DocumentRegistry;
import dev.markco.relay.documents.ProjectFeeds;
import dev.markco.relay.identity.RefusedRequestException;
import dev.markco.relay.store.DocumentStore;
import dev.markco.relay.store.Expected;
import dev.markco.relay.store.Relocation;
import dev.markco.relay.store.UpdateLog;
import dev.markco.sync.DocumentKey;
import dev.markco.sync.InvalidKeyException;
import dev.markco.sync.room.Room;
import dev.markco.sync.time.Time;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.Fields;
import org.jspecify.annotations.Nullable;

/**
 * Moving a document: to another name, into the trash, and back (R20). Its identity and history stay, and so do those who
 * have it open, except when it goes to the trash.
 */
final class Relocations {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final DocumentRegistry registry;
    private final DocumentStore store;
    private final UpdateLog updateLog;
    private final ProjectFeeds feeds;
    private final Executor blocking;
    private final Time time;

    Relocations(
            DocumentRegistry registry,
            DocumentStore store,
            UpdateLog updateLog,
            ProjectFeeds feeds,
            Executor blocking,
            Time time) {
        this.registry = registry;
        this.store = store;
        this.updateLog = updateLog;
        this.feeds = feeds;
        this.blocking = blocking;
        this.time = time;
    }

    /**
     * {@code DELETE}: into the trash; with {@code If-Match} and {@code ?id=} only that state of that document. What was
     * sent until now is saved first, and nothing is taken meanwhile.
     */
    void trash(DocumentKey key, Request request, Response response, Callback callback) {
        Expected expected = new Expected(
                identity(Request.extractQueryParameters(request).getValue("id")),
                OneDocument.unquoted(request.getHeaders().get(HttpHeader.IF_MATCH)));
        CompletionStage<UUID> done = registry.openDocument(key)
                .thenCompose(open -> open.use(here -> paused(
                        here.lease().room(),
                        () -> updateLog
                                .flush(here.document())
                                .thenApplyAsync(flushed -> done(key, store.trash(key, expected)), blocking)
                                .thenApply(id -> {
                                    registry.trashed(id);
                                    feeds.tell(id, key, "trashed");
                                    return id;
                                }))));
        answer(key, done, request, response, callback);
    }

    /** Does something while the room takes nothing, which it does again when that has ended, well or not. */
    private static <T> CompletionStage<T> paused(Room room, Supplier<CompletionStage<T>> work) {
        room.pause();
        CompletionStage<T> done;
        try {
            done = work.get();
        } catch (RuntimeException | Error e) {
            room.resume();
            throw e;
        }
        return done.whenComplete((result, failure) -> room.resume());
    }

    /** {@code POST ?action=move&to=<key>} and {@code POST ?action=restore}, both with {@code &id=} for just that one. */
    void act(DocumentKey key, Request request, Response response, Callback callback) {
        Fields query = Request.extractQueryParameters(request);
        String action = String.valueOf(query.getValue("action"));
        switch (action) {
            case "move" ->
                move(
                        key,
                        target(key, query.getValue("to")),
                        new Expected(identity(query.getValue("id")), null),
                        request,
                        response,
                        callback);
            case "restore" -> restore(key, identity(query.getValue("id")), request, response, callback);
            default ->
                throw new RefusedRequestException(
                        400, "there is no action '" + action + "'", "Use ?action=move&to=<key> or ?action=restore.");
        }
    }

    private static DocumentKey target(DocumentKey key, @Nullable String to) {
        if (to == null) {
            throw new RefusedRequestException(400, "a move needs a target", "Name it with &to=user/project/path.");
        }
        try {
            DocumentKey target = DocumentKey.parse(to);
            if (!target.userId().equals(key.userId())) {
                throw new RefusedRequestException(
                        403, "a document cannot be moved to another user", "Move it under " + key.userName() + "/.");
            }
            return target;
        } catch (InvalidKeyException e) {
            throw new RefusedRequestException(
                    400, "the target is no name: " + e.getMessage(), "Write it as user/project/path.");
        }
    }

    private static @Nullable UUID identity(@Nullable String id) {
        try {
            return id == null ? null : UUID.fromString(id);
        } catch (IllegalArgumentException e) {
            throw new RefusedRequestException(400, "'" + id + "' is no document id", "Take it from the trash's list.");
        }
    }

    private void move(
            DocumentKey from,
            DocumentKey to,
            Expected expected,
            Request request,
            Response response,
            Callback callback) {
        if (from.equals(to)) {
            throw new RefusedRequestException(409, "the document has that name", "Choose another one.");
        }
        CompletionStage<UUID> done = registry.openDocument(from)
                .thenCompose(open -> open.use(here -> updateLog
                        .flush(here.document())
                        .thenApplyAsync(flushed -> done(from, store.move(from, to, expected)), blocking)
                        .thenApply(id -> {
                            registry.moved(id, to);
                            feeds.moved(id, from, to);
                            return id;
                        })));
        answer(to, done, request, response, callback);
    }

    private void restore(DocumentKey key, @Nullable UUID id, Request request, Response response, Callback callback) {
        Supplier<UUID> restoring = () -> {
            UUID restored = done(key, store.restore(key, id));
            registry.restored(restored);
            feeds.tell(restored, key, "restored");
            return restored;
        };
        answer(key, CompletableFuture.supplyAsync(restoring, blocking), request, response, callback);
    }

    private static UUID done(DocumentKey key, Relocation outcome) {
        if (outcome instanceof Relocation.Done done) {
            return done.id();
        }
        if (outcome instanceof Relocation.Taken) {
            throw new RefusedRequestException(
                    409, "another document has that name", "Move one of the two, or choose another name.");
        }
        if (outcome instanceof Relocation.Changed) {
            throw new RefusedRequestException(
                    412, key + " has changed since", "Read it again, and try with its new ETag.");
        }
        throw new RefusedRequestException(404, "there is no document " + key, "List what there is: markco doc list");
    }

    private void answer(
            DocumentKey key, CompletionStage<UUID> done, Request request, Response response, Callback callback) {
        CompletableFuture<UUID> inTime =
                time.within(PATIENCE, done.toCompletableFuture().copy());
        Failures.settle(
                inTime,
                request,
                response,
                callback,
                id -> {
                    Map<String, Object> body = new LinkedHashMap<>();
                    body.put("id", id.toString());
                    body.put("userId", key.userId().toString());
                    body.put("project", key.project());
                    body.put("docPath", key.docPath());
                    Answers.json(response, callback, 200, body);
                },
                failure -> OneDocument.fail(key, failure, response, callback));
    }
}
