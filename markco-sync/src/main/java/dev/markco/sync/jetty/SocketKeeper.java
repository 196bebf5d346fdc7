package dev.markco.sync.jetty;

import dev.markco.sync.room.CloseCodes;
import dev.markco.sync.room.Traffic;
import dev.markco.sync.time.Alarm;
import dev.markco.sync.time.Time;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one who keeps sockets alive and notices dead ones.
 *
 * <p>Clients take a socket that brings no message for 30 s as dead, so a silent one gets a message that says nothing
 * every 20 s. A client that has not been heard of for 60 s, answers to pings included, is cut off, and so is one that was
 * told to go and has not gone after 10 s. Thread-safe.
 */
public final class SocketKeeper implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(SocketKeeper.class);
    private static final long SWEEP_MILLIS = 5_000;
    private static final long KEEPALIVE_MILLIS = 20_000 - SWEEP_MILLIS;
    private static final long DEAD_MILLIS = 60_000;
    private static final long GOING_MILLIS = 10_000;

    private final Traffic traffic = new Traffic();
    private final Set<KeptSocket> sockets = ConcurrentHashMap.newKeySet();
    private final Time time;
    private final Executor workers;
    private final Alarm sweeper;
    /** Why there are to be no more sockets; null while there may be. */
    private volatile @Nullable String goingAway;

    /** A keeper for sockets that are read by threads which may take their time. */
    public SocketKeeper(Time time) {
        this(time, Runnable::run);
    }

    /**
     * Starts to sweep on the given timer, which stays the caller's; what would hold up other sockets is done by {@code
     * workers}.
     */
    public SocketKeeper(Time time, Executor workers) {
        this.time = time;
        this.workers = workers;
        sweeper = time.every(Duration.ofMillis(SWEEP_MILLIS), this::sweep);
    }

    /** What the keeper needs of a socket. */
    interface KeptSocket {
        JettyTransport transport();

        /** Sends a message that says nothing. */
        void sendKeepalive();

        void close(int code, String reason);
    }

    void add(KeptSocket socket) {
        sockets.add(socket);
        String reason = goingAway;
        if (reason != null) {
            socket.close(CloseCodes.GOING_AWAY, reason);
        }
    }

    void remove(KeptSocket socket) {
        sockets.remove(socket);
    }

    /**
     * Runs what is to be done after a socket's end, on the timer: Jetty tells of a write that failed on the thread
     * that wrote, which may be in the middle of passing an edit of another socket on, and hold its locks.
     */
    void afterwards(Runnable task) {
        try {
            time.execute(() -> guarded(task));
        } catch (RejectedExecutionException e) {
            guarded(task);
        }
    }

    /** Runs what may take long, so that the thread that reads sockets can go on. */
    void byWorker(Runnable task) {
        try {
            workers.execute(task);
        } catch (RejectedExecutionException e) {
            task.run(); // the workers are busy beyond measure, or stopping: then everybody waits
        }
    }

    /** Runs something a little later; not at all when the timer has stopped, since the sockets have then, too. */
    void later(long nanos, Runnable task) {
        try {
            time.after(Duration.ofNanos(nanos), () -> guarded(task));
        } catch (RejectedExecutionException e) {
            log.debug("the timer has stopped", e);
        }
    }

    private static void guarded(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException | Error e) {
            log.error("tending a socket failed", e);
        }
    }

    /** What its sockets go by. */
    Time time() {
        return time;
    }

    /** What goes through the sockets. */
    public Traffic traffic() {
        return traffic;
    }

    /** How many sockets of a kind are open. */
    public long count(Class<? extends ClientSocket> kind) {
        return sockets.stream().filter(kind::isInstance).count();
    }

    /** How many sockets are open. */
    public int size() {
        return sockets.size();
    }

    /** Looks at every socket once; one that fails is logged, since an exception would end all sweeping. */
    private void sweep() {
        for (KeptSocket socket : sockets) {
            guarded(() -> tend(socket));
        }
    }

    private void tend(KeptSocket socket) {
        JettyTransport transport = socket.transport();
        if (transport.silentMillis() >= DEAD_MILLIS || transport.closingMillis() >= GOING_MILLIS) {
            transport.disconnect();
            return;
        }
        if (transport.silentMillis() >= KEEPALIVE_MILLIS) {
            transport.ping();
        }
        if (transport.unwrittenMillis() >= KEEPALIVE_MILLIS) {
            socket.sendKeepalive();
        }
    }

    /** Closes every socket with 1001, those to come too, so that the clients come back elsewhere or later. */
    public void closeAll(String reason) {
        closeAll(reason, Duration.ZERO);
    }

    /**
     * As {@link #closeAll(String)}, but one after the other over so long, so that not all clients come to another relay at
     * the same moment. Blocks until the last was told.
     */
    public void closeAll(String reason, Duration over) {
        goingAway = reason;
        List<KeptSocket> all = List.copyOf(sockets);
        long start = time.nanos();
        for (int i = 0; i < all.size(); i++) {
            KeptSocket socket = all.get(i);
            guarded(() -> socket.close(CloseCodes.GOING_AWAY, reason));
            long due = start + over.toNanos() * (i + 1) / all.size();
            pauseUntil(due);
        }
    }

    private void pauseUntil(long due) {
        try {
            time.sleep(Duration.ofNanos(Math.max(0, due - time.nanos())));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // whoever waits for us is in a hurry: the rest is told at once
        }
    }

    /** Cuts off every socket that is still open. */
    public void disconnectAll() {
        sockets.forEach(socket -> guarded(() -> socket.transport().disconnect()));
    }

    /** Stops sweeping; sockets stay open. */
    @Override
    public void close() {
        sweeper.cancel();
    }
}
