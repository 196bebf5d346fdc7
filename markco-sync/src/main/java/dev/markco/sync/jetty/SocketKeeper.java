package dev.markco.sync.jetty;

import dev.markco.sync.room.CloseCodes;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * The one who keeps sockets alive and notices dead ones.
 *
 * <p>Clients take a socket that brings no message for 30 s as dead, so a silent one gets a message that says nothing
 * every 20 s. A client that has not been heard of for 60 s, answers to pings included, is cut off. Thread-safe.
 */
public final class SocketKeeper implements AutoCloseable {
    private static final long SWEEP_MILLIS = 5_000;
    private static final long KEEPALIVE_MILLIS = 20_000 - SWEEP_MILLIS;
    private static final long DEAD_MILLIS = 60_000;

    private final Set<KeptSocket> sockets = ConcurrentHashMap.newKeySet();
    private final ScheduledFuture<?> sweeper;

    /** Starts to sweep on the given scheduler, which stays the caller's. */
    public SocketKeeper(ScheduledExecutorService scheduler) {
        sweeper = scheduler.scheduleWithFixedDelay(this::sweep, SWEEP_MILLIS, SWEEP_MILLIS, TimeUnit.MILLISECONDS);
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
    }

    void remove(KeptSocket socket) {
        sockets.remove(socket);
    }

    /** How many sockets are open. */
    public int size() {
        return sockets.size();
    }

    private void sweep() {
        for (KeptSocket socket : sockets) {
            JettyTransport transport = socket.transport();
            if (transport.silentMillis() >= DEAD_MILLIS) {
                transport.disconnect();
                continue;
            }
            if (transport.silentMillis() >= KEEPALIVE_MILLIS) {
                transport.ping();
            }
            if (transport.unwrittenMillis() >= KEEPALIVE_MILLIS) {
                socket.sendKeepalive();
            }
        }
    }

    /** Closes every socket with 1001, so that the clients come back elsewhere or later. */
    public void closeAll(String reason) {
        sockets.forEach(socket -> socket.close(CloseCodes.GOING_AWAY, reason));
    }

    /** Stops sweeping; sockets stay open. */
    @Override
    public void close() {
        sweeper.cancel(false);
    }
}
