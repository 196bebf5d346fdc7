package dev.markco.relay.store;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.markco.relay.spool.Spool;
import dev.markco.relay.spool.SpoolEntry;
import dev.markco.sync.time.Time;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The clerk that copies updates to the local disk when PostgreSQL does not take them, and lets go of the copies when it
 * has.
 *
 * <p>It has a thread of its own, since the {@link UpdateLog}'s may hang in a PostgreSQL that is frozen. A spool that
 * refuses is said in the log and tried again; the updates stay in memory all the while. Thread-safe.
 */
final class Spooler {
    private static final Logger log = LoggerFactory.getLogger(Spooler.class);
    /** The pause after the spool refused. */
    private static final Duration RETRY = Duration.ofSeconds(5);

    /** How long a disk may take that is being written to when the relay stops. */
    private static final Duration LAST_WRITE = Duration.ofSeconds(10);

    private final Spool spool;
    private final UpdateLog updates;
    private final UpdateLogSettings settings;
    private final Time time;
    private final Thread thread;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition stop = lock.newCondition();

    @GuardedBy("lock")
    private boolean stopped;

    // Confined to one thread at a time: the one that replays, then the spooler's, then the one that closes.
    private long refusedAt;
    private long refusalSaidAt;
    private volatile boolean refusing;
    private volatile boolean began;
    /** Whether all that earlier runs left has been handed in; no file may go before. */
    private boolean replayed;

    Spooler(Spool spool, UpdateLog updates, UpdateLogSettings settings, ThreadFactory threads, Time time) {
        this.spool = spool;
        this.updates = updates;
        this.settings = settings;
        this.time = time;
        this.thread = threads.newThread(this::run);
    }

    /** Updates of one document that are in memory alone. */
    record Fresh(DocumentRef document, List<AuthoredUpdate> updates) {}

    /**
     * Hands what earlier runs left in the spool to the update log, file by file, and waits for each to be committed, at
     * most {@code limit} in all; what is not by then is in memory and tried again like everything else. Starts the thread.
     */
    void replayAndStart(Duration limit) throws InterruptedException {
        long deadline = time.nanos() + limit.toNanos();
        Map<Object, DocumentRef> documents = new HashMap<>();
        int count = 0;
        for (long segment : spool.segments()) {
            List<SpoolEntry> entries = spool.read(segment);
            for (SpoolEntry entry : entries) {
                Object identity = entry.documentId() == null ? entry.key() : entry.documentId();
                DocumentRef document = documents.computeIfAbsent(
                        identity, unknown -> new DocumentRef(entry.key(), entry.documentId()));
                updates.restore(
                        new AuthoredUpdate(document, entry.update(), entry.authorship(), entry.millis()), segment);
            }
            count += entries.size();
            updates.awaitSettled(Duration.ofNanos(Math.max(0, deadline - time.nanos())));
        }
        if (count > 0) {
            boolean all = updates.unsavedBytes() == 0;
            log.info(
                    "{} updates of {} documents that were in the spool are {}",
                    count,
                    documents.size(),
                    all ? "saved" : "in memory, and saved when PostgreSQL takes them");
        }
        replayed = true;
        release();
        thread.start();
    }

    private void run() {
        while (awaitNext()) {
            tick();
        }
    }

    private void tick() {
        try {
            if (!refusing || time.nanos() - refusedAt >= RETRY.toNanos()) {
                spool(updates.freshOlderThan(settings.spoolAfter()));
            }
            release();
        } catch (RuntimeException | Error e) {
            log.error("the spooler failed and goes on", e);
        }
    }

    private boolean awaitNext() {
        lock.lock();
        try {
            long wait = settings.spoolAfter().toNanos() / 2;
            while (!stopped && wait > 0) {
                wait = time.await(stop, wait);
            }
            return !stopped;
        } catch (InterruptedException e) {
            log.warn("the spooler was interrupted, and goes on");
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Writes what is fresh; false when the spool does not take it. */
    private boolean spool(List<Fresh> fresh) {
        if (fresh.isEmpty()) {
            return true;
        }
        List<List<AuthoredUpdate>> merged = new ArrayList<>();
        List<SpoolEntry> entries = new ArrayList<>();
        for (Fresh one : fresh) {
            List<AuthoredUpdate> together = Buckets.merge(one.updates);
            merged.add(together);
            for (AuthoredUpdate update : together) {
                entries.add(new SpoolEntry(
                        one.document.key(),
                        one.document.id(),
                        update.update(),
                        update.authorship(),
                        update.receivedMillis()));
            }
        }
        long segment;
        try {
            segment = spool.append(entries);
        } catch (IOException e) {
            refused(e);
            return false;
        }
        if (refusing || !began) {
            log.warn("updates that PostgreSQL does not take go to the local spool {}", spool);
        }
        refusing = false;
        began = true;
        for (int i = 0; i < fresh.size(); i++) {
            updates.spooled(fresh.get(i), merged.get(i), segment);
        }
        return true;
    }

    private void refused(IOException why) {
        long now = time.nanos();
        if (!refusing || now - refusalSaidAt >= settings.criticalAfter().toNanos()) {
            log.error("the local spool {} takes nothing more: {}; updates are in memory only", spool, why.toString());
            refusalSaidAt = now;
        }
        refusing = true;
        refusedAt = now;
    }

    /** Lets go of the files all of whose updates are committed. */
    private void release() {
        if (!replayed || spool.bytes() == 0) {
            return;
        }
        try {
            spool.releaseBelow(updates.firstSegment());
        } catch (IOException e) {
            log.warn("a file of the spool {} cannot be removed, which is tried again: {}", spool, e.toString());
            return;
        }
        if (spool.bytes() == 0) {
            log.info("everything that was in the spool {} is saved in PostgreSQL", spool.directory());
            began = false;
            refusing = false;
        }
    }

    /** In words, where what is not in PostgreSQL is. */
    String whereabouts() {
        return refusing || !began ? "they are in memory only" : "they are in the local spool " + spool;
    }

    /**
     * Stops, and writes down all that is unsaved however new it is. The update log takes nothing any more.
     *
     * @return whether all that is unsaved is in the spool
     */
    boolean close() throws InterruptedException {
        lock.lock();
        try {
            stopped = true;
            stop.signalAll();
        } finally {
            lock.unlock();
        }
        thread.join(LAST_WRITE.toMillis());
        if (thread.isAlive()) {
            log.error("the disk of the local spool {} does not answer", spool);
            return false;
        }
        boolean kept = spool(updates.freshOlderThan(Duration.ZERO));
        release();
        return kept;
    }

    Spool spool() {
        return spool;
    }
}
