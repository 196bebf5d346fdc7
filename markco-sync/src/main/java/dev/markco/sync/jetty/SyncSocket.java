package dev.markco.sync.jetty;

import dev.markco.sync.protocol.AwarenessUpdate;
import dev.markco.sync.protocol.Messages;
import dev.markco.sync.room.CloseCodes;
import dev.markco.sync.room.Framing;
import dev.markco.sync.room.Outbox;
import dev.markco.sync.room.RoomConnection;
import dev.markco.sync.room.RoomLease;
import dev.markco.sync.room.RoomLimits;
import dev.markco.yjs.lib0.Decoder;
import java.nio.ByteBuffer;
import java.util.List;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One y-websocket client on one document.
 *
 * <p>Reads one frame at a time and asks for the next when the room took it, so a paused room holds the client back by
 * TCP. A malformed frame closes the socket with 1007, a text frame with 1003; both change nothing.
 */
public final class SyncSocket implements Session.Listener, SocketKeeper.KeptSocket {
    private static final Logger log = LoggerFactory.getLogger(SyncSocket.class);
    private static final byte[] KEEPALIVE = Messages.awareness(new AwarenessUpdate(List.of()));

    private final RoomLease lease;
    private final RoomLimits limits;
    private final SocketKeeper keeper;
    private volatile @Nullable Opened opened;
    private boolean abandoned;
    private boolean countsDurable;

    private record Opened(Session session, JettyTransport transport, Outbox outbox, RoomConnection connection) {}

    /** A socket that takes over the lease and ends it when it closes. */
    public SyncSocket(RoomLease lease, RoomLimits limits, SocketKeeper keeper) {
        this.lease = lease;
        this.limits = limits;
        this.keeper = keeper;
    }

    /** Tells the client how many of its updates are durable (R18). To be called before the socket opens. */
    public SyncSocket countDurable() {
        countsDurable = true;
        return this;
    }

    private Opened opened() {
        Opened now = opened;
        if (now == null) {
            throw new IllegalStateException("the socket is not open");
        }
        return now;
    }

    /** Ends the lease of a socket that never opened, because its client left during the handshake. Idempotent. */
    public synchronized void abandonUnlessOpen() {
        if (opened == null) {
            abandoned = true;
            lease.close();
        }
    }

    @Override
    public synchronized void onWebSocketOpen(Session session) {
        if (abandoned) {
            session.disconnect();
            return;
        }
        JettyTransport transport = new JettyTransport(session);
        Outbox outbox = new Outbox(transport, limits.maxQueuedBytes());
        RoomConnection connection = lease.room().join(outbox, Framing.PLAIN);
        if (countsDurable) {
            connection.countDurable();
        }
        opened = new Opened(session, transport, outbox, connection);
        keeper.add(this);
        session.demand();
    }

    @Override
    public void onWebSocketBinary(ByteBuffer payload, Callback callback) {
        byte[] frame = new byte[payload.remaining()];
        payload.get(frame);
        callback.succeed();
        Opened now = opened();
        if (now.outbox.hasFailed()) {
            now.session.demand(); // only its goodbye is waited for
            return;
        }
        now.transport.heard();
        lease.room().whenRunning(() -> receive(now, frame), () -> {
            now.outbox.pump();
            now.session.demand();
        });
    }

    private static void receive(Opened now, byte[] frame) {
        try {
            now.connection.receive(new Decoder(frame));
        } catch (RuntimeException e) {
            FrameFailure.close(now.outbox, now.connection.room(), e);
        }
    }

    @Override
    public void onWebSocketText(String message) {
        Opened now = opened();
        now.outbox.failSoon(CloseCodes.UNSUPPORTED_DATA, "only binary frames are spoken here");
        now.outbox.pump();
        now.session.demand();
    }

    @Override
    public void onWebSocketPong(ByteBuffer payload) {
        Opened now = opened();
        if (!now.outbox.hasFailed()) {
            now.transport.heard();
        }
        now.session.demand();
    }

    @Override
    public void onWebSocketError(Throwable cause) {
        log.debug("{}: a socket failed", lease.room(), cause);
        end();
    }

    @Override
    public void onWebSocketClose(int code, String reason, Callback callback) {
        end();
        callback.succeed();
    }

    private void end() {
        Opened now = opened;
        if (now != null) {
            keeper.remove(this);
            now.outbox.discard();
            keeper.afterwards(() -> {
                now.connection.leave();
                lease.close();
            });
        }
    }

    @Override
    public JettyTransport transport() {
        return opened().transport;
    }

    @Override
    public void sendKeepalive() {
        Outbox outbox = opened().outbox;
        outbox.offer(KEEPALIVE);
        outbox.pump();
    }

    @Override
    public void close(int code, String reason) {
        opened().outbox.close(code, reason);
    }
}
