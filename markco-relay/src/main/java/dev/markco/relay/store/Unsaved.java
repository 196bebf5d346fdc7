package dev.markco.relay.store;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * What is not yet durable of one document, and who waits for it: first what is in memory alone, then what is in the local
 * spool too. Confined to the lock of the {@link UpdateLog}, but for the ends of the stages.
 */
final class Unsaved {
    /** The segment of whoever has nothing in the spool. */
    static final long NOT_SPOOLED = Long.MAX_VALUE;

    private final DocumentRef document;
    private final List<AuthoredUpdate> fresh = new ArrayList<>();
    private final List<AuthoredUpdate> spooled = new ArrayList<>();
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

    void add(AuthoredUpdate update) {
        fresh.add(update);
        bytes += update.update().length;
    }

    /** Adds what was read from the spool. */
    void addSpooled(AuthoredUpdate update, long from) {
        spooled.add(update);
        bytes += update.update().length;
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

    List<AuthoredUpdate> fresh() {
        return List.copyOf(fresh);
    }

    List<AuthoredUpdate> spooled() {
        return List.copyOf(spooled);
    }

    /** Notes that these are in the spool, as {@code merged}, if they are still here. */
    void spooled(List<AuthoredUpdate> those, List<AuthoredUpdate> merged, long in) {
        if (exchange(fresh, those, List.of())) {
            spooled.addAll(merged);
            segment = Math.min(segment, in);
            count();
        }
    }

    /** Puts the merged updates into the place of those they stand for, unless they went elsewhere meanwhile. */
    void mergedFresh(List<AuthoredUpdate> those, List<AuthoredUpdate> merged) {
        exchange(fresh, those, merged);
        count();
    }

    /** As {@link #mergedFresh}, for those that are in the spool. */
    void mergedSpooled(List<AuthoredUpdate> those, List<AuthoredUpdate> merged) {
        exchange(spooled, those, merged);
        count();
    }

    /** All or nothing, by identity. */
    private static boolean exchange(List<AuthoredUpdate> in, List<AuthoredUpdate> those, List<AuthoredUpdate> with) {
        if (beginsWith(in, those)) {
            in.subList(0, those.size()).clear();
            in.addAll(0, with);
            return true;
        }
        Set<AuthoredUpdate> wanted = Collections.newSetFromMap(new IdentityHashMap<>());
        wanted.addAll(those);
        if (in.stream().filter(wanted::contains).count() < wanted.size()) {
            return false;
        }
        in.removeIf(wanted::contains);
        in.addAll(0, with);
        return true;
    }

    /** As it is unless something was put back or taken away meanwhile. */
    private static boolean beginsWith(List<AuthoredUpdate> all, List<AuthoredUpdate> those) {
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
        fresh.forEach(update -> bytes += update.update().length);
        spooled.forEach(update -> bytes += update.update().length);
    }

    /** All of it, what is in the spool first. */
    List<AuthoredUpdate> updates() {
        List<AuthoredUpdate> all = new ArrayList<>(spooled);
        all.addAll(fresh);
        return all;
    }

    void complete() {
        waiting.forEach(future -> future.complete(null));
    }

    void fail(Throwable why) {
        waiting.forEach(future -> future.completeExceptionally(why));
    }
}
