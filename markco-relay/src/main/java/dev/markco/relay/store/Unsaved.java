package dev.markco.relay.store;

import dev.markco.yjs.DecodeException;
import dev.markco.yjs.Updates;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is not yet durable of one document, and who waits for it: first what is in memory alone, then what is in the local
 * spool too. Confined to the lock of the {@link UpdateLog}, but for {@link #merge} and the ends of the stages.
 */
final class Unsaved {
    /** The segment of whoever has nothing in the spool. */
    static final long NOT_SPOOLED = Long.MAX_VALUE;

    private static final Logger log = LoggerFactory.getLogger(Unsaved.class);

    private final DocumentRef document;
    private final List<byte[]> fresh = new ArrayList<>();
    private final List<byte[]> spooled = new ArrayList<>();
    private final List<CompletableFuture<Void>> waiting = new ArrayList<>();
    private final long sinceMillis;
    private CompletableFuture<Void> done = new CompletableFuture<>();
    private long segment = NOT_SPOOLED;
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

    /** The first file of the spool that has some of it. */
    long segment() {
        return segment;
    }

    /** Completed when all that was added so far is durable. */
    CompletableFuture<Void> done() {
        return done;
    }

    void add(byte[] update) {
        fresh.add(update);
        bytes += update.length;
    }

    /** Adds what was read from the spool. */
    void addSpooled(byte[] update, long from) {
        spooled.add(update);
        bytes += update.length;
        segment = Math.min(segment, from);
    }

    /** Takes over what came later. */
    void absorb(Unsaved later) {
        fresh.addAll(later.fresh);
        spooled.addAll(later.spooled);
        segment = Math.min(segment, later.segment);
        waiting.addAll(later.waiting);
        done = later.done;
        bytes += later.bytes;
    }

    List<byte[]> fresh() {
        return List.copyOf(fresh);
    }

    List<byte[]> spooled() {
        return List.copyOf(spooled);
    }

    /** Notes that these are in the spool, as {@code merged}, if they are still here. */
    void spooled(List<byte[]> those, List<byte[]> merged, long in) {
        if (exchange(fresh, those, List.of())) {
            spooled.addAll(merged);
            segment = Math.min(segment, in);
            count();
        }
    }

    /** Puts the merged updates into the place of those they stand for, unless they went elsewhere meanwhile. */
    void mergedFresh(List<byte[]> those, List<byte[]> merged) {
        exchange(fresh, those, merged);
        count();
    }

    /** As {@link #mergedFresh}, for those that are in the spool. */
    void mergedSpooled(List<byte[]> those, List<byte[]> merged) {
        exchange(spooled, those, merged);
        count();
    }

    /** All or nothing, by identity: two updates with the same bytes are two. */
    private static boolean exchange(List<byte[]> in, List<byte[]> those, List<byte[]> with) {
        if (beginsWith(in, those)) {
            in.subList(0, those.size()).clear();
            in.addAll(0, with);
            return true;
        }
        Set<byte[]> wanted = Collections.newSetFromMap(new IdentityHashMap<>());
        wanted.addAll(those);
        if (in.stream().filter(wanted::contains).count() < wanted.size()) {
            return false;
        }
        in.removeIf(wanted::contains);
        in.addAll(0, with);
        return true;
    }

    /** As it is unless something was put back or taken away meanwhile. */
    private static boolean beginsWith(List<byte[]> all, List<byte[]> those) {
        if (all.size() < those.size()) {
            return false;
        }
        for (int i = 0; i < those.size(); i++) {
            if (all.get(i) != those.get(i)) {
                return false;
            }
        }
        return true;
    }

    private void count() {
        bytes = 0;
        fresh.forEach(update -> bytes += update.length);
        spooled.forEach(update -> bytes += update.length);
    }

    /**
     * One update that stands for all; the same where they do not merge and are to stay as they are: whether bytes are an
     * update is not for the log to judge. Needs no lock.
     */
    static List<byte[]> merge(DocumentRef document, List<byte[]> updates) {
        if (updates.size() < 2) {
            return updates;
        }
        try {
            return List.of(Updates.merge(updates));
        } catch (DecodeException e) {
            log.warn("updates of {} do not merge and are stored one by one: {}", document, e.getMessage());
            return updates;
        }
    }

    List<NewUpdate> updates() {
        List<NewUpdate> all = new ArrayList<>();
        spooled.forEach(update -> all.add(new NewUpdate(document, update)));
        fresh.forEach(update -> all.add(new NewUpdate(document, update)));
        return all;
    }

    void complete() {
        waiting.forEach(future -> future.complete(null));
    }

    void fail(Throwable why) {
        waiting.forEach(future -> future.completeExceptionally(why));
    }
}
