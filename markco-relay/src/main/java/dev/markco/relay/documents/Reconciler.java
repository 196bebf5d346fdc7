package dev.markco.relay.documents;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.markco.relay.store.Change;
import dev.markco.relay.store.DatabaseUnavailableException;
import dev.markco.relay.store.DocumentStore;
import dev.markco.relay.store.Known;
import dev.markco.relay.store.Neighbours;
import dev.markco.relay.store.StoreException;
import dev.markco.sync.DocumentKey;
import dev.markco.sync.time.Time;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.RejectedExecutionException;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one who keeps open documents equal to what other relays on the same database store (R16).
 *
 * <p>A document that was announced, or was just loaded, is read again at once; all are every 5 to 10 seconds, whatever was
 * announced. Works on its timer's one thread, where what is asked for while it reads is gathered; ends with it. Thread-safe.
 */
public final class Reconciler implements Neighbours.Listener, DocumentRegistry.Reload {
    private static final Logger log = LoggerFactory.getLogger(Reconciler.class);
    private static final long ROUND_MILLIS = 5_000;
    private static final int AT_ONCE = 1_000;

    private final DocumentStore store;
    private final DocumentRegistry registry;
    private final ProjectFeeds feeds;
    private final RandomGenerator random;
    private final Time time;

    private final Object guard = new Object();
    /** What is to be read again; guarded, as the flags are. */
    @GuardedBy("guard")
    private Set<UUID> asked = new HashSet<>();

    private boolean all;
    private boolean scheduled;

    /** Works from {@link #start} on. */
    public Reconciler(
            DocumentStore store, DocumentRegistry registry, ProjectFeeds feeds, RandomGenerator random, Time time) {
        this.store = store;
        this.registry = registry;
        this.feeds = feeds;
        this.random = random;
        this.time = time;
    }

    /** Starts the rounds. */
    public void start() {
        nextRound();
    }

    private void nextRound() {
        try {
            Duration pause = Duration.ofMillis(ROUND_MILLIS + random.nextLong(ROUND_MILLIS));
            time.after(pause, this::round);
        } catch (RejectedExecutionException e) {
            log.trace("the relay stops", e);
        }
    }

    private void round() {
        synchronized (guard) {
            all = true;
        }
        try {
            work();
        } finally {
            nextRound();
        }
    }

    @Override
    public void request(Collection<UUID> documents) {
        if (documents.isEmpty()) {
            return;
        }
        synchronized (guard) {
            asked.addAll(documents);
            wake();
        }
    }

    private void wake() {
        if (scheduled) {
            return;
        }
        try {
            time.execute(this::work);
            scheduled = true;
        } catch (RejectedExecutionException e) {
            log.trace("the relay stops", e);
        }
    }

    @Override
    public void updated(Collection<UUID> documents) {
        request(documents);
        feeds.changedElsewhere(documents);
    }

    @Override
    public void relocated(Collection<UUID> documents) {
        request(documents);
        feeds.anything(); // who listens lists the project anew
    }

    @Override
    public void anything() {
        everything();
        feeds.anything();
    }

    @Override
    public void everything() {
        synchronized (guard) {
            all = true;
            wake();
        }
    }

    private void work() {
        Set<UUID> ids;
        boolean everything;
        synchronized (guard) {
            scheduled = false;
            ids = asked;
            asked = new HashSet<>();
            everything = all;
            all = false;
        }
        try {
            identify(everything ? null : ids);
            List<Known> known = registry.known(everything ? null : ids);
            for (int from = 0; from < known.size(); from += AT_ONCE) {
                List<Known> some = known.subList(from, Math.min(known.size(), from + AT_ONCE));
                for (Change change : store.changes(some)) {
                    registry.take(change, everything);
                }
            }
        } catch (DatabaseUnavailableException e) {
            log.debug("other relays' changes cannot be read now: {}", e.getMessage());
            again(ids, everything);
        } catch (StoreException e) {
            log.warn("other relays' changes could not be read; they are tried again: {}", e.getMessage());
            again(ids, everything);
        } catch (RuntimeException e) {
            log.error("reading other relays' changes met a bug", e);
        }
    }

    /** The next round, at the latest, reads them. */
    private void again(Set<UUID> ids, boolean everything) {
        synchronized (guard) {
            asked.addAll(ids);
            all |= everything;
        }
    }

    /** Rooms that wait for a document's first words learn which document got their name elsewhere. */
    private void identify(@Nullable Set<UUID> ids) {
        List<DocumentKey> unstored = registry.unstored();
        if (unstored.isEmpty()) {
            return;
        }
        Map<DocumentKey, UUID> found = ids == null ? store.find(unstored) : named(unstored, ids);
        found.forEach(registry::created);
    }

    private Map<DocumentKey, UUID> named(Collection<DocumentKey> unstored, Set<UUID> ids) {
        List<UUID> unknown = new ArrayList<>(ids);
        registry.known(ids).forEach(known -> unknown.remove(known.document()));
        if (unknown.isEmpty()) {
            return Map.of();
        }
        Set<DocumentKey> names = Set.copyOf(unstored);
        Map<DocumentKey, UUID> found = new HashMap<>();
        store.names(unknown).forEach((id, key) -> {
            if (names.contains(key)) {
                found.put(key, id);
            }
        });
        return found;
    }
}
