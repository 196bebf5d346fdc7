package dev.markco.relay.store;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.markco.sync.time.Time;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The crier who tells other relays on the database what this one has committed (R16), behind the commits and on a connection
 * of its own: PostgreSQL lets one transaction that notifies commit at a time, whatever it is about.
 *
 * <p>What comes within 20 ms is told together, so that a relay notifies at most 50 times a second; within up to 80 ms where
 * PostgreSQL is so busy that telling takes long, so that many relays do not keep it from what they tell of. What cannot be told, because
 * the connection broke or the process died, is found by the rounds of the others (R44); once the connection is back, they are
 * told to look at everything. Thread-safe; never blocks who has something to tell.
 */
public final class Announcer implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Announcer.class);
    /** The least time between two announcements. */
    private static final Duration GATHER = Duration.ofMillis(20);

    /** As long an edit may stay unknown to other relays for the sake of a busy PostgreSQL. */
    private static final Duration MOST_GATHER = Duration.ofMillis(80);
    /** So many times longer than it takes to tell is gathered. */
    private static final int GATHERS_A_TELLING = 10;

    private static final Backoff BACKOFF = new Backoff(Duration.ofMillis(200), Duration.ofSeconds(5));
    /** How long closing waits for the last announcement. */
    private static final Duration FAREWELL = Duration.ofSeconds(2);

    private final Database database;
    private final UUID relay = UUID.randomUUID();
    private final RandomGenerator random;
    private final Time time;
    private final Thread thread;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition work = lock.newCondition();
    // News is bounded: more than an announcement holds is told as "everything".
    @GuardedBy("lock")
    private Set<UUID> updated = new LinkedHashSet<>();

    @GuardedBy("lock")
    private Set<UUID> moved = new LinkedHashSet<>();

    @GuardedBy("lock")
    private boolean closed;

    /** Starts the crier's thread, which connects at once and whenever its connection broke. */
    public Announcer(Database database, RandomGenerator random, ThreadFactory threads, Time time) {
        this.database = database;
        this.random = random;
        this.time = time;
        this.thread = threads.newThread(this::run);
        thread.start();
    }

    /** Who we are among the relays: what is told bears it. */
    public UUID relay() {
        return relay;
    }

    /** These documents have new log rows, or are new. */
    void updated(Collection<UUID> documents) {
        tell(documents, List.of());
    }

    /** These documents were moved, trashed or restored, or their former names lead elsewhere. */
    void moved(Collection<UUID> documents) {
        tell(List.of(), documents);
    }

    private void tell(Collection<UUID> newlyUpdated, Collection<UUID> newlyMoved) {
        lock.lock();
        try {
            add(updated, newlyUpdated);
            add(moved, newlyMoved);
            work.signal();
        } finally {
            lock.unlock();
        }
    }

    /** One more than an announcement holds is as good as all. */
    private static void add(Set<UUID> news, Collection<UUID> documents) {
        if (news.size() <= Announcements.MOST_DOCUMENTS) {
            news.addAll(documents);
        }
    }

    private void run() {
        int failures = 0;
        boolean going = true;
        while (going) {
            try (Connection connection = database.ownConnection()) {
                try (Statement settings = connection.createStatement()) {
                    // Nothing is stored here that a crash could take away.
                    settings.execute("set synchronous_commit = off");
                }
                if (failures > 0) {
                    Announcements.everything(connection, relay);
                }
                failures = 0;
                going = cry(connection);
            } catch (SQLException e) {
                if (++failures == 1) {
                    log.warn(
                            "other relays are not told of changes just now, and find them every few seconds: {}",
                            SqlErrors.rootMessage(e));
                }
                going = pause(BACKOFF.pause(failures, random));
            } catch (RuntimeException e) {
                failures++;
                log.error("telling other relays of changes met a bug and goes on", e);
                going = pause(BACKOFF.pause(failures, random));
            }
        }
    }

    /** Tells what comes until closed; returns false then. */
    private boolean cry(Connection connection) throws SQLException {
        while (true) {
            Set<UUID> nowUpdated;
            Set<UUID> nowMoved;
            lock.lock();
            try {
                while (updated.isEmpty() && moved.isEmpty() && !closed) {
                    work.awaitUninterruptibly();
                }
                if (updated.isEmpty() && moved.isEmpty()) {
                    return false;
                }
                nowUpdated = updated;
                nowMoved = moved;
                updated = new LinkedHashSet<>();
                moved = new LinkedHashSet<>();
            } finally {
                lock.unlock();
            }
            long began = time.nanos();
            Announcements.announce(connection, relay, nowMoved, nowUpdated);
            pause(gather(Duration.ofNanos(time.nanos() - began)));
        }
    }

    /** How long news is gathered after an announcement that took so long. */
    static Duration gather(Duration took) {
        Duration wanted = took.multipliedBy(GATHERS_A_TELLING);
        if (wanted.compareTo(GATHER) < 0) {
            return GATHER;
        }
        return wanted.compareTo(MOST_GATHER) < 0 ? wanted : MOST_GATHER;
    }

    /** Waits that long, or until closed; returns whether it goes on. */
    private boolean pause(Duration duration) {
        lock.lock();
        try {
            long left = duration.toNanos();
            while (!closed && left > 0) {
                left = time.await(work, left);
            }
            return !closed;
        } catch (InterruptedException e) {
            log.trace("woken to close", e);
            return !closed;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            work.signalAll();
        } finally {
            lock.unlock();
        }
        try {
            thread.join(TimeUnit.NANOSECONDS.toMillis(FAREWELL.toNanos()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
