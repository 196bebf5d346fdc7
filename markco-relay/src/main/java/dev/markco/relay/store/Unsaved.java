package dev.markco.relay.store;

import dev.markco.yjs.DecodeException;
import dev.markco.yjs.Updates;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is not yet durable of one document, and who waits for it. Confined to the lock of the {@link UpdateLog}. */
final class Unsaved {
    private static final Logger log = LoggerFactory.getLogger(Unsaved.class);

    private final DocumentRef document;
    private final List<byte[]> updates = new ArrayList<>();
    private final List<CompletableFuture<Void>> waiting = new ArrayList<>();
    private final long sinceMillis;
    private CompletableFuture<Void> done = new CompletableFuture<>();
    private long bytes;

    Unsaved(DocumentRef document, long sinceMillis) {
        this.document = document;
        this.sinceMillis = sinceMillis;
        waiting.add(done);
    }

    DocumentRef document() {
        return document;
    }

    /** When the oldest of it came, in milliseconds since the epoch. */
    long sinceMillis() {
        return sinceMillis;
    }

    long bytes() {
        return bytes;
    }

    /** Completed when all that was added so far is durable. */
    CompletableFuture<Void> done() {
        return done;
    }

    void add(byte[] update) {
        updates.add(update);
        bytes += update.length;
    }

    /** Takes over what came later. */
    void absorb(Unsaved later) {
        updates.addAll(later.updates);
        waiting.addAll(later.waiting);
        done = later.done;
        bytes += later.bytes;
    }

    /**
     * One update that stands for all; null where they do not merge and are to stay as they are: whether bytes are an
     * update is not for the log to judge. Reads only, and so needs no lock while nobody adds.
     */
    byte @Nullable [] merged() {
        if (updates.size() < 2) {
            return null;
        }
        try {
            return Updates.merge(List.copyOf(updates));
        } catch (DecodeException e) {
            log.warn("updates of {} do not merge and are stored one by one: {}", document, e.getMessage());
            return null;
        }
    }

    void replaceAll(byte[] merged) {
        updates.clear();
        updates.add(merged);
        bytes = merged.length;
    }

    List<NewUpdate> updates() {
        return updates.stream().map(update -> new NewUpdate(document, update)).toList();
    }

    void complete() {
        waiting.forEach(future -> future.complete(null));
    }

    void fail(Throwable why) {
        waiting.forEach(future -> future.completeExceptionally(why));
    }
}
