package dev.markco.relay.store;

import dev.markco.sync.time.Time;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Collection;
import java.util.UUID;
import java.util.concurrent.ThreadFactory;
import java.util.random.RandomGenerator;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The ear for what other relays on the same database announce (R16): a thread with a connection of its own.
 *
 * <p>Announcements that came while the connection was broken are lost; so whenever it is made anew, the listener is told
 * to look at everything. It must take what it is told without blocking.
 */
public final class Neighbours implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Neighbours.class);
    /** How long one wait for notifications lasts; closing waits no longer. */
    private static final Duration WAIT = Duration.ofMillis(500);

    private static final Backoff BACKOFF = new Backoff(Duration.ofMillis(200), Duration.ofSeconds(5));

    private final Database database;
    private final UUID relay;
    private final Listener listener;
    private final RandomGenerator random;
    private final Time time;
    private final Thread thread;
    private volatile boolean closed;
    private volatile boolean listening;

    /** Who is told. */
    public interface Listener {
        /** Another relay stored updates of these documents. */
        void updated(Collection<UUID> documents);

        /** Another relay moved, created, trashed or restored these documents. */
        void relocated(Collection<UUID> documents);

        /** Any document may have changed. */
        void anything();
    }

    /** Starts to listen, as the relay whose own announcements are no news. */
    public Neighbours(
            Database database,
            UUID relay,
            RandomGenerator random,
            ThreadFactory threads,
            Time time,
            Listener listener) {
        this.database = database;
        this.relay = relay;
        this.random = random;
        this.time = time;
        this.listener = listener;
        this.thread = threads.newThread(this::run);
        thread.start();
    }

    /** Whether announcements are being heard now. */
    public boolean isListening() {
        return listening;
    }

    private void run() {
        int failures = 0;
        while (!closed) {
            try (Connection connection = database.ownConnection()) {
                try (Statement listen = connection.createStatement()) {
                    listen.execute("listen " + Announcements.CHANNEL);
                }
                listening = true;
                failures = 0;
                listener.anything();
                hear(connection.unwrap(PGConnection.class));
            } catch (SQLException e) {
                listening = false;
                failures++;
                if (failures == 1 && !closed) {
                    log.warn(
                            "other relays are not heard just now, and looked after every few seconds: {}",
                            SqlErrors.rootMessage(e));
                }
                pause(failures);
            } catch (RuntimeException e) {
                listening = false;
                failures++;
                log.error("the ear for other relays met a bug and goes on", e);
                pause(failures);
            }
        }
        listening = false;
    }

    private void hear(PGConnection connection) throws SQLException {
        while (!closed) {
            PGNotification[] heard = connection.getNotifications((int) WAIT.toMillis());
            if (heard == null) {
                continue;
            }
            for (PGNotification one : heard) {
                // Most are this relay's own, many a second.
                if (!Announcements.isFrom(relay, one.getParameter())) {
                    Announcements.parse(one.getParameter()).ifPresent(this::tell);
                }
            }
        }
    }

    private void tell(Announcements.Announcement announcement) {
        var documents = announcement.documents();
        if (documents == null) {
            listener.anything();
        } else if (announcement.name()) {
            listener.relocated(documents);
        } else {
            listener.updated(documents);
        }
    }

    private void pause(int failures) {
        try {
            if (!closed) {
                time.sleep(BACKOFF.pause(failures, random));
            }
        } catch (InterruptedException e) {
            // Only closing interrupts, and has said so.
            log.trace("woken to close", e);
        }
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
        try {
            thread.join(WAIT.toMillis() * 2);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
