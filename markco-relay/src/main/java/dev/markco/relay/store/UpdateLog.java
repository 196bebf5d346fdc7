package dev.markco.relay.store;

import dev.markco.sync.DocumentKey;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The writer that makes updates durable: one thread that commits what all documents' updates of the last moment, merged
 * per document, in one statement.
 *
 * <p>Thread-safe. While PostgreSQL is away everything stays in memory, merged per document, and is tried again with
 * growing pauses; nothing is dropped. An update that PostgreSQL refuses for good is found by halving the batch, put into
 * {@code document_updates_set_aside} and reported to whoever waits for it (R17).
 *
 * <p>Stages complete after the commit, on the callback executor.
 */
public final class UpdateLog implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(UpdateLog.class);
    private static final int MAX_DOCUMENTS = 1_000;
    private static final long MAX_BYTES = 8L << 20;
    /** While closing, PostgreSQL is tried again this often. */
    private static final Duration CLOSING_RETRY = Duration.ofMillis(200);

    private static final Duration DEFAULT_CLOSE = Duration.ofSeconds(10);

    private final DocumentStore store;
    private final UpdateLogSettings settings;
    private final InstantSource clock;
    private final RandomGenerator random;
    private final Executor callbacks;
    private final Consumer<Collection<DocumentKey>> onCommit;
    private final Backoff backoff;
    private final Outage outage;
    private final Thread writer;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition work = lock.newCondition();
    // Guarded by lock. A document is in `queue` and in `inFlight` at once when updates come during its commit.
    private Map<DocumentKey, Unsaved> queue = new LinkedHashMap<>();
    private Map<DocumentKey, Unsaved> inFlight = Map.of();
    private long notBefore = System.nanoTime();
    private boolean hurry;
    private volatile LongConsumer commitTimes = nanos -> {};
    private boolean closing;
    private long closeBy;

    /**
     * Starts the writer.
     *
     * @param threads makes the one writer thread
     * @param callbacks completes the stages
     * @param onCommit told which documents got new log rows, on the writer thread; must not block
     */
    public UpdateLog(
            DocumentStore store,
            UpdateLogSettings settings,
            InstantSource clock,
            RandomGenerator random,
            ThreadFactory threads,
            Executor callbacks,
            Consumer<Collection<DocumentKey>> onCommit) {
        this.store = store;
        this.settings = settings;
        this.clock = clock;
        this.random = random;
        this.callbacks = callbacks;
        this.onCommit = onCommit;
        this.backoff = new Backoff(settings.firstRetry(), settings.mostRetry());
        this.outage = new Outage(clock, settings.criticalAfter());
        this.writer = threads.newThread(this::run);
        writer.start();
    }

    /**
     * Hands over an update; the stage completes once it is committed, exceptionally with {@link UpdateRejectedException}
     * if it never can be. Never blocks. {@code update} must not be changed afterwards.
     */
    public CompletionStage<Void> append(DocumentKey key, byte[] update) {
        lock.lock();
        try {
            if (closing) {
                return CompletableFuture.failedStage(new StoreException("the relay is stopping", null));
            }
            if (queue.isEmpty()) {
                work.signal(); // with something in the queue the writer waits for its time alone
            }
            Unsaved unsaved = queue.computeIfAbsent(key, k -> new Unsaved(k, clock.millis()));
            unsaved.add(update);
            return unsaved.done().minimalCompletionStage();
        } finally {
            lock.unlock();
        }
    }

    /** Tells {@code watch} from now on how many nanoseconds each commit took, on the writer thread. */
    public void watchCommits(LongConsumer watch) {
        commitTimes = watch;
    }

    /** Completes when all updates of the document that were handed over before are committed; hurries them on. */
    public CompletionStage<Void> flush(DocumentKey key) {
        lock.lock();
        try {
            Unsaved unsaved = queue.containsKey(key) ? queue.get(key) : inFlight.get(key);
            if (unsaved == null) {
                return CompletableFuture.completedStage(null);
            }
            hurryOn();
            return unsaved.done().minimalCompletionStage();
        } finally {
            lock.unlock();
        }
    }

    /** Waits until all updates that were handed over before are committed; false if they are not within {@code limit}. */
    public boolean flushAll(Duration limit) throws InterruptedException {
        List<CompletableFuture<Void>> all = new ArrayList<>();
        lock.lock();
        try {
            inFlight.values().forEach(unsaved -> all.add(unsaved.done()));
            queue.values().forEach(unsaved -> all.add(unsaved.done()));
            hurryOn();
        } finally {
            lock.unlock();
        }
        try {
            CompletableFuture.allOf(all.toArray(CompletableFuture[]::new)).get(limit.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (ExecutionException e) {
            return false; // one was rejected, which its own waiters are told
        } catch (TimeoutException e) {
            return false;
        }
    }

    private void hurryOn() {
        hurry = true;
        work.signal();
    }

    /** The age of the oldest update that is not committed; 0 when there is none. */
    public long oldestUnsavedMillis() {
        lock.lock();
        try {
            long oldest = Long.MAX_VALUE;
            for (Unsaved unsaved : inFlight.values()) {
                oldest = Math.min(oldest, unsaved.sinceMillis());
            }
            for (Unsaved unsaved : queue.values()) {
                oldest = Math.min(oldest, unsaved.sinceMillis());
            }
            return oldest == Long.MAX_VALUE ? 0 : Math.max(0, clock.millis() - oldest);
        } finally {
            lock.unlock();
        }
    }

    /** The bytes of updates that are not committed. */
    public long unsavedBytes() {
        lock.lock();
        try {
            return inFlight.values().stream().mapToLong(Unsaved::bytes).sum()
                    + queue.values().stream().mapToLong(Unsaved::bytes).sum();
        } finally {
            lock.unlock();
        }
    }

    /** Whether the document has updates that are not committed, so that it must stay in memory (R15). */
    public boolean isUnsaved(DocumentKey key) {
        lock.lock();
        try {
            return queue.containsKey(key) || inFlight.containsKey(key);
        } finally {
            lock.unlock();
        }
    }

    private void run() {
        boolean going = true;
        while (going) {
            List<Unsaved> batch = List.of();
            try {
                batch = take();
                going = !batch.isEmpty();
                commit(batch);
            } catch (InterruptedException e) {
                // Interrupting is no way to stop this thread, which may hold the only copy of someone's words.
                log.warn("the update log's writer was interrupted, and goes on");
            } catch (RuntimeException e) {
                log.error("the update log's writer met a bug, keeps everything and goes on", e);
                putBack(batch, e);
            }
        }
    }

    /** Waits for something to write; empty when closed and nothing is left, or the time to close is over. */
    private List<Unsaved> take() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (true) {
                long now = System.nanoTime();
                if (closing && (queue.isEmpty() || now - closeBy >= 0)) {
                    return List.of();
                }
                long wait = notBefore - now;
                if (queue.isEmpty()) {
                    work.await();
                } else if (wait > 0 && !hurry) {
                    work.awaitNanos(closing ? Math.min(wait, closeBy - now) : wait);
                } else {
                    break;
                }
            }
            hurry = false;
            notBefore = System.nanoTime() + settings.gather().toNanos();
            inFlight = firstOfQueue();
            return List.copyOf(inFlight.values());
        } finally {
            lock.unlock();
        }
    }

    private Map<DocumentKey, Unsaved> firstOfQueue() {
        Map<DocumentKey, Unsaved> batch = new LinkedHashMap<>();
        long bytes = 0;
        var rest = queue.values().iterator();
        while (rest.hasNext() && batch.size() < MAX_DOCUMENTS && bytes < MAX_BYTES) {
            Unsaved next = rest.next();
            rest.remove();
            batch.put(next.key(), next);
            bytes += next.bytes();
        }
        return batch;
    }

    /** Commits the batch, or its halves, so that one bad update holds up nobody else. */
    private void commit(List<Unsaved> batch) {
        if (batch.isEmpty()) {
            return;
        }
        try {
            batch.forEach(this::merge);
            long began = System.nanoTime();
            store.append(batch.stream().flatMap(one -> one.updates().stream()).toList());
            commitTimes.accept(System.nanoTime() - began);
        } catch (DatabaseUnavailableException e) {
            putBack(batch, e);
            return;
        } catch (StoreException e) {
            if (batch.size() > 1) {
                commit(batch.subList(0, batch.size() / 2));
                commit(batch.subList(batch.size() / 2, batch.size()));
            } else if (SqlErrors.isForGood(e)) {
                setAside(batch.get(0), e);
            } else {
                putBack(batch, e);
            }
            return;
        }
        outage.over();
        settle(batch);
        tellCommitted(batch.stream().map(Unsaved::key).toList());
        call(() -> batch.forEach(Unsaved::complete));
    }

    private void tellCommitted(List<DocumentKey> keys) {
        try {
            onCommit.accept(keys);
        } catch (RuntimeException e) {
            log.error("a listener of the update log failed; the updates are committed all the same", e);
        }
    }

    /** Merges what is in flight and so nobody else's to change; the lock is held for the exchange alone. */
    private void merge(Unsaved one) {
        byte[] merged = one.merged();
        if (merged != null) {
            lock.lock();
            try {
                one.replaceAll(merged);
            } finally {
                lock.unlock();
            }
        }
    }

    private void call(Runnable callback) {
        try {
            callbacks.execute(callback);
        } catch (RejectedExecutionException e) {
            callback.run(); // the relay is stopping
        }
    }

    private void setAside(Unsaved bad, StoreException why) {
        try {
            bad.updates().forEach(update -> store.setAside(update, String.valueOf(why.getMessage())));
        } catch (StoreException e) {
            e.addSuppressed(why);
            putBack(List.of(bad), e);
            return;
        }
        log.error(
                "an update of {} ({} bytes) cannot be stored and was set aside in document_updates_set_aside",
                bad.key(),
                bad.bytes(),
                why);
        settle(List.of(bad));
        call(() -> bad.fail(new UpdateRejectedException(bad.key(), why)));
    }

    /** These are no longer ours to keep. */
    private void settle(List<Unsaved> batch) {
        lock.lock();
        try {
            Map<DocumentKey, Unsaved> rest = new LinkedHashMap<>(inFlight);
            batch.forEach(one -> rest.remove(one.key()));
            inFlight = rest;
        } finally {
            lock.unlock();
        }
    }

    /** These stay first in the queue, before what came meanwhile, and are tried again after a pause. */
    private void putBack(List<Unsaved> batch, RuntimeException why) {
        int failures = outage.failed(why);
        lock.lock();
        try {
            Map<DocumentKey, Unsaved> merged = new LinkedHashMap<>();
            for (Unsaved one : batch) {
                merged.put(one.key(), one);
            }
            queue.forEach((key, later) -> {
                Unsaved earlier = merged.get(key);
                if (earlier == null) {
                    merged.put(key, later);
                } else {
                    earlier.absorb(later);
                }
            });
            queue = merged;
            Map<DocumentKey, Unsaved> rest = new LinkedHashMap<>(inFlight);
            batch.forEach(one -> rest.remove(one.key()));
            inFlight = rest;
            Duration pause = closing ? CLOSING_RETRY : backoff.pause(failures, random);
            notBefore = System.nanoTime() + pause.toNanos();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Takes no more updates and tries to commit those it has until {@code limit} is over.
     *
     * @return what could not be committed, merged; its stages have failed
     */
    public List<NewUpdate> close(Duration limit) throws InterruptedException {
        lock.lock();
        try {
            closing = true;
            closeBy = System.nanoTime() + limit.toNanos();
            hurryOn();
        } finally {
            lock.unlock();
        }
        writer.join(limit.toMillis() + CLOSING_RETRY.toMillis());
        List<Unsaved> left;
        List<NewUpdate> updates;
        lock.lock();
        try {
            left = new ArrayList<>(inFlight.values());
            left.addAll(queue.values());
            updates = left.stream().flatMap(one -> one.updates().stream()).toList();
        } finally {
            lock.unlock();
        }
        if (!left.isEmpty()) {
            log.error("{} documents have updates that could not be saved before closing", left.size());
        }
        // Without the lock: who waits takes locks of their own, whose holders may be waiting for this one.
        left.forEach(one -> one.fail(new StoreException("not saved before the relay stopped", null)));
        return updates;
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
