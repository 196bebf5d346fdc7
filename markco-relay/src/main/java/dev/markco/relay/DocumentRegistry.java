package dev.markco.relay;

import dev.markco.relay.store.DocumentStore;
import dev.markco.relay.store.Snapshotter;
import dev.markco.relay.store.UpdateLog;
import dev.markco.sync.DocumentKey;
import dev.markco.sync.room.Room;
import dev.markco.sync.room.RoomLease;
import dev.markco.sync.room.RoomLimits;
import dev.markco.sync.room.UpdateGate;
import dev.markco.yjs.YDoc;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The documents in memory, and who keeps them there.
 *
 * <p>A document is loaded once however many ask for it at the same time, and nobody gets it before it is loaded whole; a
 * load that fails fails for all who wait and is tried anew for the next. When its last lease ends, a document is written
 * down at once, stays warm for a while, and leaves memory only when nothing of it is unsaved (R15). Thread-safe; loads run
 * on the given executor.
 */
public final class DocumentRegistry {
    private static final Logger log = LoggerFactory.getLogger(DocumentRegistry.class);

    private final DocumentStore store;
    private final UpdateLog updateLog;
    private final Snapshotter snapshotter;
    private final Executor loader;
    private final ScheduledExecutorService scheduler;
    private final RoomLimits limits;
    private final Duration warmFor;

    private volatile LongConsumer loadTimes = nanos -> {};

    private final Object guard = new Object();
    /** Guarded by {@link #guard}. */
    private final Map<DocumentKey, Entry> entries = new HashMap<>();

    /** A document that is loaded or being loaded; its fields are guarded by {@link #guard}. */
    private static final class Entry {
        private final CompletableFuture<Room> room;
        private int leases;
        private @Nullable ScheduledFuture<?> cleanup;

        private Entry(CompletableFuture<Room> room) {
            this.room = room;
        }
    }

    public DocumentRegistry(
            DocumentStore store,
            UpdateLog updateLog,
            Snapshotter snapshotter,
            Executor loader,
            ScheduledExecutorService scheduler,
            RoomLimits limits,
            Duration warmFor) {
        this.store = store;
        this.updateLog = updateLog;
        this.snapshotter = snapshotter;
        this.loader = loader;
        this.scheduler = scheduler;
        this.limits = limits;
        this.warmFor = warmFor;
    }

    /** Tells {@code watch} from now on how many nanoseconds each load took, on the thread that loaded. */
    void watchLoads(LongConsumer watch) {
        loadTimes = watch;
    }

    /** Opens a document, which may be one that nobody has written into yet. Fails when it cannot be loaded. */
    public CompletionStage<RoomLease> open(DocumentKey key) {
        Entry entry;
        synchronized (guard) {
            Entry known = entries.get(key);
            entry = known != null ? known : startLoading(key);
            entry.leases++;
            if (entry.cleanup != null) {
                entry.cleanup.cancel(false);
                entry.cleanup = null;
            }
        }
        return entry.room.thenApply(room -> new RoomLease(room, () -> release(key, entry)));
    }

    private Entry startLoading(DocumentKey key) {
        Entry entry = new Entry(new CompletableFuture<>());
        entries.put(key, entry);
        try {
            loader.execute(() -> finishLoading(key, entry));
        } catch (RejectedExecutionException e) {
            entries.remove(key, entry);
            entry.room.completeExceptionally(e);
        }
        return entry;
    }

    private void finishLoading(DocumentKey key, Entry entry) {
        Room room;
        try {
            room = load(key);
        } catch (RuntimeException | Error e) {
            log.warn("{} could not be loaded; it stays closed", key, e);
            // First forgotten and then told, so that whoever asks again at once is loaded for anew.
            synchronized (guard) {
                entries.remove(key, entry);
            }
            entry.room.completeExceptionally(e);
            return;
        }
        entry.room.complete(room);
    }

    private Room load(DocumentKey key) {
        long began = System.nanoTime();
        YDoc doc = new YDoc();
        store.load(key).ifPresent(found -> found.applyTo(doc, null));
        loadTimes.accept(System.nanoTime() - began);
        return new Room(key.toString(), doc, limits, update -> journal(key, update), UpdateGate.OPEN);
    }

    private CompletionStage<Void> journal(DocumentKey key, byte[] update) {
        return updateLog.append(key, update);
    }

    private void release(DocumentKey key, Entry entry) {
        synchronized (guard) {
            if (--entry.leases > 0) {
                return;
            }
            scheduleCleanup(key, entry);
        }
        updateLog
                .flush(key)
                .thenCompose(flushed -> snapshotter.snapshotNow(key))
                .exceptionally(failure -> {
                    log.debug("{}: its snapshot has to wait", key, failure);
                    return null;
                });
    }

    private void scheduleCleanup(DocumentKey key, Entry entry) {
        entry.cleanup = scheduler.schedule(() -> cleanUp(key, entry), warmFor.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void cleanUp(DocumentKey key, Entry entry) {
        synchronized (guard) {
            if (entry.leases > 0) {
                return;
            }
            if (updateLog.isUnsaved(key)) {
                scheduleCleanup(key, entry);
                return;
            }
            entries.remove(key, entry);
        }
        log.debug("{} left memory", key);
    }

    /** An exception would end the housekeeping of all. */
    private static void tend(Room room) {
        try {
            room.expireAwareness();
        } catch (RuntimeException e) {
            log.error("{}: its housekeeping failed", room, e);
        }
    }

    /** The documents in memory, those being loaded included. */
    public List<DocumentKey> loaded() {
        synchronized (guard) {
            return List.copyOf(entries.keySet());
        }
    }

    /** Runs the housekeeping that rooms need every few seconds. */
    void tend() {
        List<Entry> all;
        synchronized (guard) {
            all = new ArrayList<>(entries.values());
        }
        for (Entry entry : all) {
            if (entry.room.isDone() && !entry.room.isCompletedExceptionally()) {
                tend(entry.room.join());
            }
        }
    }
}
