package dev.markco.relay.store;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.markco.relay.spool.Spool;
import dev.markco.sync.room.Authorship;
import dev.markco.sync.time.Time;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The writer that makes updates durable: one thread that commits all documents' updates of the last moment, those of one hand
 * merged ({@link Buckets}), in one statement.
 *
 * <p>Thread-safe. While PostgreSQL is away everything stays in memory, merged like that, and is tried again with
 * growing pauses; nothing is dropped, and with a local spool all of it is on the disk after a moment. An update that PostgreSQL refuses for good is found by halving the batch, put into
 * {@code document_updates_set_aside} and reported to whoever waits for it (R17).
 *
 * <p>Stages complete after the commit, on the callback executor.
 */
public final class UpdateLog implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(UpdateLog.class);
    /** While closing, PostgreSQL is tried again this often. */
    private static final Duration CLOSING_RETRY = Duration.ofMillis(200);

    private static final Duration DEFAULT_CLOSE = Duration.ofSeconds(10);

    private final DocumentStore store;
    private final UpdateLogSettings settings;
    private final Time time;
    private final RandomGenerator random;
    private final Executor callbacks;
    private final Consumer<Collection<DocumentRef>> onCommit;
    private final Backoff backoff;
    private final Outage outage;
    private final Thread writer;
    private final Spooler spooler;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition work = lock.newCondition();
    private final Condition settled = lock.newCondition();

    @GuardedBy("lock")
    private final Backlog backlog = new Backlog();

    @GuardedBy("lock")
    private long notBefore;

    @GuardedBy("lock")
    private boolean hurry;

    @GuardedBy("lock")
    private boolean closing;

    @GuardedBy("lock")
    private long closeBy;

    private volatile LongConsumer commitTimes = nanos -> {};

    /**
     * Starts the writer. {@link #replaySpool} is to be called before the first update is handed over.
     *
     * @param threads makes the writer thread and the spooler's
     * @param callbacks completes the stages
     * @param onCommit told which documents got new log rows, on the writer thread; must not block
     * @param spool keeps what PostgreSQL does not take; not closed here
     */
    public UpdateLog(
            DocumentStore store,
            UpdateLogSettings settings,
            Time time,
            RandomGenerator random,
            ThreadFactory threads,
            Executor callbacks,
            Consumer<Collection<DocumentRef>> onCommit,
            Spool spool) {
        this.store = store;
        this.settings = settings;
        this.time = time;
        this.notBefore = time.nanos();
        this.random = random;
        this.callbacks = callbacks;
        this.onCommit = onCommit;
        this.backoff = new Backoff(settings.firstRetry(), settings.mostRetry());
        this.spooler = new Spooler(spool, this, settings, threads, time);
        this.outage = new Outage(time.wall(), settings.criticalAfter(), spooler::whereabouts);
        this.writer = threads.newThread(this::run);
        writer.start();
    }

    /**
     * Hands in what earlier runs left in the spool and waits until it is committed, at most {@code limit}; what is not by
     * then is tried again like everything else that is unsaved. Twice is harmless: updates are idempotent.
     *
     * @throws dev.markco.relay.spool.SpoolException when a file of the spool cannot be read
     */
    public void replaySpool(Duration limit) throws InterruptedException {
        spooler.replayAndStart(limit);
    }

    /**
     * Hands over an update; the stage completes once it is committed, exceptionally with {@link UpdateRejectedException}
     * if it never can be. Never blocks. {@code update} must not be changed afterwards.
     */
    public CompletionStage<Void> append(DocumentRef document, byte[] update, Authorship authorship) {
        lock.lock();
        try {
            if (closing) {
                return CompletableFuture.failedStage(new StoreException("the relay is stopping", null));
            }
            if (backlog.isNothingWaiting()) {
                work.signal(); // while something waits, the writer waits for its time alone
            }
            long now = time.wall().millis();
            Unsaved unsaved = backlog.waitingOf(document, now);
            unsaved.add(new AuthoredUpdate(document, update, authorship, now));
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
    public CompletionStage<Void> flush(DocumentRef document) {
        lock.lock();
        try {
            Unsaved unsaved = backlog.newestOf(document);
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
        List<CompletableFuture<Void>> all;
        lock.lock();
        try {
            all = backlog.all().stream().map(Unsaved::done).toList();
            hurryOn();
        } finally {
            lock.unlock();
        }
        CompletableFuture<Void> committed = CompletableFuture.allOf(all.toArray(CompletableFuture[]::new));
        // Where one was rejected, its own waiters are told.
        return time.awaitDone(committed, limit) && !committed.isCompletedExceptionally();
    }

    /** Takes an update that is in a file of the spool. */
    void restore(AuthoredUpdate update, long segment) {
        lock.lock();
        try {
            backlog.waitingOf(update.document(), update.receivedMillis()).addSpooled(update, segment);
            work.signal();
        } finally {
            lock.unlock();
        }
    }

    /** Waits until nothing is unsaved: committed, or set aside. */
    void awaitSettled(Duration limit) throws InterruptedException {
        long deadline = time.nanos() + limit.toNanos();
        lock.lock();
        try {
            long left = deadline - time.nanos();
            while (!backlog.isEmpty() && left > 0) {
                left = time.await(settled, left);
            }
        } finally {
            lock.unlock();
        }
    }

    /** All updates that are in memory alone, if the oldest unsaved one is as old as this; none otherwise. */
    List<Spooler.Fresh> freshOlderThan(Duration age) {
        if (oldestUnsavedMillis() < age.toMillis()) {
            return List.of();
        }
        List<Spooler.Fresh> fresh = new ArrayList<>();
        lock.lock();
        try {
            for (Unsaved one : backlog.all()) {
                List<AuthoredUpdate> updates = one.fresh();
                if (!updates.isEmpty()) {
                    fresh.add(new Spooler.Fresh(one.document(), updates));
                }
            }
            return fresh;
        } finally {
            lock.unlock();
        }
    }

    /** Notes what was written to the spool, if it is still unsaved. */
    void spooled(Spooler.Fresh fresh, List<AuthoredUpdate> merged, long segment) {
        lock.lock();
        try {
            backlog.of(fresh.document()).forEach(one -> one.spooled(fresh.updates(), merged, segment));
        } finally {
            lock.unlock();
        }
    }

    /** The first file of the spool that has something unsaved; all before it have not. */
    long firstSegment() {
        lock.lock();
        try {
            return backlog.all().stream().mapToLong(Unsaved::segment).min().orElse(Unsaved.NOT_SPOOLED);
        } finally {
            lock.unlock();
        }
    }

    /**
     * The updates of a user's documents that are not committed. Whoever loads a document takes these before and merges in
     * what is of that document afterwards, so that it sees what the spool alone has (R15).
     */
    public List<AuthoredUpdate> unsavedOf(UUID userId) {
        lock.lock();
        try {
            return backlog.all().stream()
                    .filter(one -> one.document().key().userId().equals(userId))
                    .flatMap(one -> one.updates().stream())
                    .toList();
        } finally {
            lock.unlock();
        }
    }

    /** The size of the local spool's files. Does not block. */
    public long spoolBytes() {
        return spooler.spool().bytes();
    }

    /** The entries in the local spool. Does not block. */
    public long spoolEntries() {
        return spooler.spool().entries();
    }

    @GuardedBy("lock")
    private void hurryOn() {
        hurry = true;
        work.signal();
    }

    /** The age of the oldest update that is not committed; 0 when there is none. */
    public long oldestUnsavedMillis() {
        lock.lock();
        try {
            long now = time.wall().millis();
            return Math.max(0, now - backlog.oldestMillis().orElse(now));
        } finally {
            lock.unlock();
        }
    }

    /** The bytes of updates that are not committed. */
    public long unsavedBytes() {
        lock.lock();
        try {
            return backlog.bytes();
        } finally {
            lock.unlock();
        }
    }

    /** Whether the document has updates that are not committed, so that it must stay in memory (R15). */
    public boolean isUnsaved(DocumentRef document) {
        lock.lock();
        try {
            return backlog.contains(document);
        } finally {
            lock.unlock();
        }
    }

    private void run() {
        boolean going = true;
        while (going) {
            try {
                List<Unsaved> batch = take();
                going = !batch.isEmpty();
                commit(batch);
            } catch (InterruptedException e) {
                // Interrupting is no way to stop this thread, which may hold the only copy of someone's words.
                log.warn("the update log's writer was interrupted, and goes on");
            } catch (RuntimeException | Error e) {
                // Errors too: when memory is short for a moment, saving must not end for good.
                log.error("the update log's writer failed, keeps everything and goes on", e);
                putBack(allInFlight(), e);
            }
        }
    }

    private List<Unsaved> allInFlight() {
        lock.lock();
        try {
            return backlog.inFlight();
        } finally {
            lock.unlock();
        }
    }

    /** Waits for something to write; empty when closed and nothing is left, or the time to close is over. */
    private List<Unsaved> take() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (true) {
                long now = time.nanos();
                if (closing && (backlog.isNothingWaiting() || now - closeBy >= 0)) {
                    return List.of();
                }
                long wait = notBefore - now;
                if (backlog.isNothingWaiting()) {
                    work.await();
                } else if (wait > 0 && !hurry) {
                    long unused = time.await(work, closing ? Math.min(wait, closeBy - now) : wait);
                } else {
                    break;
                }
            }
            hurry = false;
            notBefore = time.nanos() + settings.gather().toNanos();
            return backlog.takeBatch();
        } finally {
            lock.unlock();
        }
    }

    /** Commits the batch, or its halves, so that one bad update holds up nobody else. */
    private void commit(List<Unsaved> batch) {
        if (batch.isEmpty()) {
            return;
        }
        Appended appended;
        try {
            batch.forEach(this::merge);
            long began = time.nanos();
            appended = store.append(updatesOf(batch));
            commitTimes.accept(time.nanos() - began);
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
        appended.ids().forEach(DocumentRef::identified);
        settle(batch);
        tellCommitted(List.copyOf(appended.ids().keySet()));
        call(() -> batch.forEach(one -> {
            if (appended.ids().containsKey(one.document())) {
                one.complete();
            } else {
                homeless(one);
            }
        }));
    }

    private static void homeless(Unsaved one) {
        log.error(
                "updates of {} ({} bytes) were set aside in document_updates_set_aside: {}",
                one.document(),
                one.bytes(),
                LogRows.GONE);
        one.fail(new UpdateRejectedException(one.document().key(), new StoreException(LogRows.GONE, null)));
    }

    private void tellCommitted(List<DocumentRef> documents) {
        try {
            onCommit.accept(documents);
        } catch (RuntimeException e) {
            log.error("a listener of the update log failed; the updates are committed all the same", e);
        }
    }

    /** Merges what is in flight, to which nobody adds; the lock is held for the exchange alone. */
    private void merge(Unsaved one) {
        List<AuthoredUpdate> fresh;
        List<AuthoredUpdate> spooled;
        lock.lock();
        try {
            fresh = one.fresh();
            spooled = one.spooled();
        } finally {
            lock.unlock();
        }
        if (fresh.size() < 2 && spooled.size() < 2) {
            return;
        }
        List<AuthoredUpdate> freshMerged = Buckets.merge(fresh);
        List<AuthoredUpdate> spooledMerged = Buckets.merge(spooled);
        lock.lock();
        try {
            one.mergedFresh(fresh, freshMerged);
            one.mergedSpooled(spooled, spooledMerged);
        } finally {
            lock.unlock();
        }
    }

    private List<AuthoredUpdate> updatesOf(List<Unsaved> batch) {
        lock.lock();
        try {
            return batch.stream().flatMap(one -> one.updates().stream()).toList();
        } finally {
            lock.unlock();
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
            updatesOf(List.of(bad)).forEach(update -> store.setAside(update, String.valueOf(why.getMessage())));
        } catch (StoreException e) {
            e.addSuppressed(why);
            putBack(List.of(bad), e);
            return;
        }
        log.error(
                "an update of {} ({} bytes) cannot be stored and was set aside in document_updates_set_aside",
                bad.document(),
                bad.bytes(),
                why);
        settle(List.of(bad));
        call(() -> bad.fail(new UpdateRejectedException(bad.document().key(), why)));
    }

    /** These are no longer ours to keep. */
    private void settle(List<Unsaved> batch) {
        lock.lock();
        try {
            backlog.settle(batch);
            settled.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** These stay first in the queue, before what came meanwhile, and are tried again after a pause. */
    private void putBack(List<Unsaved> batch, Throwable why) {
        int failures = outage.failed(why);
        lock.lock();
        try {
            backlog.putBack(batch);
            Duration pause = closing ? CLOSING_RETRY : backoff.pause(failures, random);
            notBefore = time.nanos() + pause.toNanos();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Takes no more updates and tries to commit those it has until {@code limit} is over.
     *
     * @return what could not be committed, merged; its stages have failed
     */
    public List<AuthoredUpdate> close(Duration limit) throws InterruptedException {
        lock.lock();
        try {
            closing = true;
            closeBy = time.nanos() + limit.toNanos();
            hurryOn();
        } finally {
            lock.unlock();
        }
        writer.join(limit.toMillis() + CLOSING_RETRY.toMillis());
        boolean kept = spooler.close();
        List<Unsaved> left;
        List<AuthoredUpdate> updates;
        lock.lock();
        try {
            left = backlog.all();
            updates = updatesOf(left);
        } finally {
            lock.unlock();
        }
        if (!left.isEmpty()) {
            log.error(
                    "{} updates of {} documents could not be saved before closing; {}",
                    updates.size(),
                    left.stream().map(Unsaved::document).distinct().count(),
                    kept ? "they are in the local spool and are saved at the next start" : "they are lost");
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
