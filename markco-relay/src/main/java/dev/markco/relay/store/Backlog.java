package dev.markco.relay.store;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * What is not durable yet, by document: what waits, in the order in which it came, and what is being committed. A document
 * is in both when updates come during its commit. Confined to the lock of the {@link UpdateLog}.
 */
final class Backlog {
    private static final int MAX_DOCUMENTS = 1_000;
    private static final long MAX_BYTES = 8L << 20;

    private Map<DocumentRef, Unsaved> waiting = new LinkedHashMap<>();
    private Map<DocumentRef, Unsaved> inFlight = Map.of();

    /** Whether nothing waits, though something may be being committed. */
    boolean isNothingWaiting() {
        return waiting.isEmpty();
    }

    boolean isEmpty() {
        return waiting.isEmpty() && inFlight.isEmpty();
    }

    boolean contains(DocumentRef document) {
        return waiting.containsKey(document) || inFlight.containsKey(document);
    }

    /** What waits of a document; where nothing does, it begins at the given time. */
    Unsaved waitingOf(DocumentRef document, long sinceMillis) {
        return waiting.computeIfAbsent(document, k -> new Unsaved(k, sinceMillis));
    }

    /** What there is of a document, the oldest first: none, one or two. */
    List<Unsaved> of(DocumentRef document) {
        List<Unsaved> found = new ArrayList<>(2);
        Unsaved older = inFlight.get(document);
        if (older != null) {
            found.add(older);
        }
        Unsaved newer = waiting.get(document);
        if (newer != null) {
            found.add(newer);
        }
        return found;
    }

    /** What came last of a document; null when it is all durable. */
    @Nullable
    Unsaved newestOf(DocumentRef document) {
        Unsaved newer = waiting.get(document);
        return newer != null ? newer : inFlight.get(document);
    }

    List<Unsaved> all() {
        List<Unsaved> all = new ArrayList<>(inFlight.values());
        all.addAll(waiting.values());
        return all;
    }

    List<Unsaved> inFlight() {
        return List.copyOf(inFlight.values());
    }

    /** When the oldest came, in milliseconds since the epoch. */
    OptionalLong oldestMillis() {
        return all().stream().mapToLong(Unsaved::sinceMillis).min();
    }

    long bytes() {
        return all().stream().mapToLong(Unsaved::bytes).sum();
    }

    /** Makes the first of what waits, as much as one commit may hold, be in flight. Nothing was before. */
    List<Unsaved> takeBatch() {
        Map<DocumentRef, Unsaved> batch = new LinkedHashMap<>();
        long bytes = 0;
        for (Unsaved next : waiting.values()) {
            if (batch.size() == MAX_DOCUMENTS || bytes >= MAX_BYTES) {
                break;
            }
            batch.put(next.document(), next);
            bytes += next.bytes();
        }
        inFlight = batch;
        waiting.keySet().removeAll(batch.keySet());
        return List.copyOf(batch.values());
    }

    /** These are no longer ours to keep. */
    void settle(List<Unsaved> batch) {
        Map<DocumentRef, Unsaved> rest = new LinkedHashMap<>(inFlight);
        batch.forEach(one -> rest.remove(one.document()));
        inFlight = rest;
    }

    /** Makes these wait again, before what came meanwhile. */
    void putBack(List<Unsaved> batch) {
        Map<DocumentRef, Unsaved> merged = new LinkedHashMap<>();
        for (Unsaved one : batch) {
            merged.put(one.document(), one);
        }
        waiting.forEach((document, later) -> {
            Unsaved earlier = merged.get(document);
            if (earlier == null) {
                merged.put(document, later);
            } else {
                earlier.absorb(later);
            }
        });
        waiting = merged;
        settle(batch);
    }
}
