package dev.markco.relay.store;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.markco.sync.time.Time;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The clerk that folds log rows into snapshots some time after the last edit.
 *
 * <p>Thread-safe. A snapshot only tidies up: what it merges is durable in the log already, so one that fails or comes
 * late loses nothing. An edit that comes while a snapshot is being written has a higher number than the one that the
 * snapshot began with, and so gets its own (no flag is cleared after the fact).
 *
 * <p>Snapshots block on the timer's threads; their number bounds how many run at once.
 */
public final class Snapshotter implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Snapshotter.class);
    private static final int DIGESTS_AT_ONCE = 200;
    private static final Duration DEFAULT_CLOSE = Duration.ofSeconds(5);

    private final DocumentStore store;
    private final SnapshotSettings settings;
    private final Time time;
    private final RandomGenerator random;
    private final Consumer<Snapshot> onSnapshot;
    private final Backoff backoff;

    private final Object lock = new Object();
    /** Only documents with something to do are in it. */
    @GuardedBy("lock")
    private final Map<UUID, Debounce> documents = new HashMap<>();

    @GuardedBy("lock")
    private boolean closed;

    /**
     * A clerk that takes snapshots when they are due. The timer is not stopped here.
     *
     * @param onSnapshot told of each, on a thread of the timer
     */
    public Snapshotter(
            DocumentStore store,
            SnapshotSettings settings,
            Time time,
            RandomGenerator random,
            Consumer<Snapshot> onSnapshot) {
        this.store = store;
        this.settings = settings;
        this.time = time;
        this.random = random;
        this.onSnapshot = onSnapshot;
        this.backoff = new Backoff(settings.firstRetry(), settings.mostRetry());
    }

    /** When one document is due. Guarded by the snapshotter's lock; times are of {@link Time#nanos}. */
    private static final class Debounce {
        /** Counts edits; a snapshot covers those up to the number that it began with. */
        long edits;
        /** Edits up to here are covered. */
        long covered;

        /** When it is taken at the latest, whoever goes on typing. */
        long latest;

        long due;

        boolean running;
        int failures;
        /** The number of the task that may run it; older ones find that they are not wanted. */
        long task;

        List<CompletableFuture<Void>> waiting = new ArrayList<>();
    }

    /** These documents got new log rows. Never blocks. */
    public void changed(Collection<UUID> ids) {
        long now = time.nanos();
        synchronized (lock) {
            if (closed) {
                return;
            }
            for (UUID id : ids) {
                Debounce debounce = documents.computeIfAbsent(id, k -> new Debounce());
                if (debounce.edits == debounce.covered) {
                    debounce.latest = now + settings.patience(random).toNanos();
                }
                debounce.edits++;
                if (debounce.failures > 0 || !debounce.waiting.isEmpty()) {
                    continue; // it has a time already, which an edit does not move
                }
                long quiet = now + settings.quiet().toNanos();
                debounce.due = quiet - debounce.latest < 0 ? quiet : debounce.latest;
                if (debounce.task == 0) {
                    schedule(id, debounce);
                }
            }
        }
    }

    /** Takes a document's snapshot now; the stage tells how that went. A failed one is tried again all the same. */
    public CompletionStage<Void> snapshotNow(UUID id) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        synchronized (lock) {
            if (closed) {
                return CompletableFuture.failedStage(new StoreException("the relay is stopping", null));
            }
            Debounce debounce = documents.computeIfAbsent(id, k -> new Debounce());
            debounce.edits++;
            debounce.waiting.add(done);
            debounce.due = time.nanos();
            if (!debounce.running) {
                schedule(id, debounce);
            }
        }
        return done.minimalCompletionStage();
    }

    /** Finds the log rows that earlier runs left without a snapshot and merges them in the background. */
    public void recoverInBackground() {
        later(this::recover, 0);
    }

    private void recover() {
        try {
            DocumentStore.Leftovers leftovers = store.leftovers();
            if (leftovers.orphans() > 0) {
                log.error(
                        "{} rows of document_updates belong to no document; they are left for a person to look at",
                        leftovers.orphans());
            }
            if (!leftovers.documents().isEmpty()) {
                log.info(
                        "merging the logs of {} documents",
                        leftovers.documents().size());
                leftovers.documents().forEach(this::snapshotNow);
            }
            addDigests();
        } catch (StoreException e) {
            log.warn("log rows of earlier runs are merged later: {}", e.getMessage());
            synchronized (lock) {
                if (!closed) {
                    later(this::recover, settings.mostRetry().toNanos());
                }
            }
        }
    }

    /** States that another system wrote get their digest, in portions; one that is damaged is left as it is. */
    private void addDigests() {
        List<UUID> some = store.withoutDigest(DIGESTS_AT_ONCE);
        int added = 0;
        for (UUID id : some) {
            try {
                store.addDigest(id);
                added++;
            } catch (UndecodableDocumentException e) {
                log.error("{}; it is left as it is", e.getMessage());
            }
        }
        if (added > 0 && some.size() == DIGESTS_AT_ONCE) {
            synchronized (lock) {
                if (!closed) {
                    later(this::addDigests, settings.firstRetry().toNanos());
                }
            }
        }
    }

    @GuardedBy("lock")
    private void schedule(UUID id, Debounce debounce) {
        long task = ++debounce.task;
        long delay = Math.max(0, debounce.due - time.nanos());
        try {
            later(() -> run(id, task), delay);
        } catch (RejectedExecutionException e) {
            log.warn("no snapshot of {} before stopping; its log has it all", id);
            debounce.waiting.forEach(one -> one.completeExceptionally(e));
            documents.remove(id);
        }
    }

    private void later(Runnable task, long nanos) {
        time.after(Duration.ofNanos(nanos), () -> {
            try {
                task.run();
            } catch (RuntimeException e) {
                log.error("a snapshot met a bug; the log has everything", e);
            }
        });
    }

    private void run(UUID id, long task) {
        long covers;
        List<CompletableFuture<Void>> waiting;
        synchronized (lock) {
            Debounce debounce = documents.get(id);
            if (debounce == null || debounce.task != task || debounce.running) {
                return;
            }
            if (debounce.due - time.nanos() > 0) {
                schedule(id, debounce);
                return;
            }
            debounce.running = true;
            covers = debounce.edits;
            waiting = debounce.waiting;
            debounce.waiting = new ArrayList<>();
        }
        @Nullable RuntimeException failure = null;
        try {
            store.snapshot(id).ifPresent(onSnapshot);
        } catch (RuntimeException e) {
            failure = e;
        }
        finish(id, covers, failure);
        for (CompletableFuture<Void> one : waiting) {
            if (failure == null) {
                one.complete(null);
            } else {
                one.completeExceptionally(failure);
            }
        }
    }

    private void finish(UUID id, long covers, @Nullable RuntimeException failure) {
        synchronized (lock) {
            Debounce debounce = documents.get(id);
            if (debounce == null) {
                return;
            }
            debounce.running = false;
            if (failure == null || failure instanceof UndecodableDocumentException) {
                if (failure != null) {
                    log.error("no snapshot: {}; its log is kept as it is", failure.getMessage());
                }
                debounce.covered = covers;
                debounce.failures = 0;
            } else {
                debounce.failures++;
                log.warn("the snapshot of {} failed and is tried again; its log has it all", id, failure);
                debounce.due =
                        time.nanos() + backoff.pause(debounce.failures, random).toNanos();
            }
            if (debounce.edits == debounce.covered) {
                documents.remove(id);
                return;
            }
            if (debounce.failures == 0) {
                long now = time.nanos();
                debounce.latest = now + settings.patience(random).toNanos();
                debounce.due =
                        now + (debounce.waiting.isEmpty() ? settings.quiet().toNanos() : 0);
            }
            if (!closed || !debounce.waiting.isEmpty()) {
                schedule(id, debounce);
            }
        }
    }

    /** How many documents have log rows that wait for a snapshot, as far as this relay knows. */
    public int waitingDocuments() {
        synchronized (lock) {
            return documents.size();
        }
    }

    /**
     * Takes the snapshots that are due, all at once, within {@code limit}; what is left stays in the log, durable.
     *
     * @return whether all were taken
     */
    public boolean close(Duration limit) throws InterruptedException {
        List<CompletableFuture<Void>> all = new ArrayList<>();
        synchronized (lock) {
            documents.keySet().stream()
                    .toList()
                    .forEach(id -> all.add(snapshotNow(id).toCompletableFuture()));
            closed = true;
        }
        CompletableFuture<Void> taken = CompletableFuture.allOf(all.toArray(CompletableFuture[]::new));
        if (!time.awaitDone(taken, limit) || taken.isCompletedExceptionally()) {
            log.warn("not all snapshots were taken before closing; the log has it all, and the next start merges it");
            return false;
        }
        return true;
    }

    @Override
    public void close() {
        try {
            close(DEFAULT_CLOSE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
