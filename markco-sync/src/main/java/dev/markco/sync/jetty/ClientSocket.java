package dev.markco.sync.jetty;

import dev.markco.sync.protocol.MessageType;
import dev.markco.sync.room.CloseCodes;
import dev.markco.sync.room.Outbox;
import dev.markco.sync.room.RoomLimits;
import java.nio.ByteBuffer;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The life of one client's socket, whatever framing it speaks: public because Jetty wants to see its methods.
 *
 * <p>Reads one frame at a time and asks for the next when this one was taken, and not before the client's message rate allows
 * it, so that a client is held back by TCP and nothing is dropped (R19). A malformed frame closes the socket with 1007, a text
 * frame with 1003; both change nothing.
 */
public abstract class ClientSocket implements Session.Listener, SocketKeeper.KeptSocket {
    private static final Logger log = LoggerFactory.getLogger(ClientSocket.class);

    /** A frame up to this size is merged in well below a millisecond. */
    private static final int LONG_BYTES = 16 << 10;

    private final RoomLimits limits;
    private final SocketKeeper keeper;
    private final MessageRate rate;
    private final AtomicBoolean ended = new AtomicBoolean();
    private volatile @Nullable Opened opened;
    private boolean abandoned;

    /** What there is from the socket's opening on. */
    record Opened(Session session, JettyTransport transport, Outbox outbox) {}

    ClientSocket(RoomLimits limits, SocketKeeper keeper) {
        this.limits = limits;
        this.keeper = keeper;
        this.rate = new MessageRate(limits.maxMessagesPerSecond(), keeper.time().nanos());
    }

    /** Lets the client in, before anything is read from it. */
    abstract void begin(Opened now);

    /** Whether this frame had better not be taken on the thread that reads all sockets; must be quick and throw nothing. */
    abstract boolean takesLong(byte[] frame);

    /** Takes one frame, and runs {@code next} once when the next may come; what it throws closes the socket. */
    abstract void receive(Opened now, byte[] frame, Runnable next);

    /** A message that says nothing. */
    abstract byte[] keepalive();

    /** Gives back what the socket holds; called once, after the last frame. */
    abstract void finish();

    final Opened opened() {
        Opened now = opened;
        if (now == null) {
            throw new IllegalStateException("the socket is not open");
        }
        return now;
    }

    /** Ends a socket that never opened, because its client left during the handshake. Idempotent. */
    public final synchronized void abandonUnlessOpen() {
        if (opened == null && !abandoned) {
            abandoned = true;
            finish();
        }
    }

    final RoomLimits limits() {
        return limits;
    }

    @Override
    public final synchronized void onWebSocketOpen(Session session) {
        if (abandoned) {
            session.disconnect();
            return;
        }
        JettyTransport transport = new JettyTransport(session, keeper.time());
        Opened now = new Opened(session, transport, new Outbox(transport, limits.maxQueuedBytes(), keeper.traffic()));
        opened = now;
        begin(now);
        keeper.add(this);
        session.demand();
    }

    @Override
    public final void onWebSocketBinary(ByteBuffer payload, Callback callback) {
        byte[] frame = new byte[payload.remaining()];
        payload.get(frame);
        callback.succeed();
        Opened now = opened();
        if (now.outbox.hasFailed()) {
            demand(now); // only its goodbye is waited for
            return;
        }
        now.transport.heard();
        long wait = rate.take(keeper.time().nanos());
        if (takesLong(frame)) {
            byWorker(now, () -> receive(now, frame, () -> next(now, wait)));
        } else {
            receiveOrClose(now, () -> receive(now, frame, () -> next(now, wait)));
        }
    }

    private void receiveOrClose(Opened now, Runnable receiving) {
        try {
            receiving.run();
        } catch (RuntimeException e) {
            FrameFailure.close(now.outbox, now.transport, e);
            next(now, 0);
        } catch (Error e) {
            // Out of memory, most likely. The client must not wait for ever for the answer to a frame that was not
            // taken.
            now.outbox.failSoon(CloseCodes.SERVER_ERROR, "the relay failed to take a frame");
            next(now, 0);
            throw e;
        }
    }

    /** Has a frame taken by another thread than the one that reads the sockets; the next is read when it was taken. */
    final void byWorker(Opened now, Runnable receiving) {
        keeper.byWorker(() -> receiveOrClose(now, receiving));
    }

    /** Whether a message that begins at {@code at} may take longer than the other sockets should have to wait for it. */
    static boolean takesLong(byte[] frame, int at) {
        return frame.length > LONG_BYTES || (frame.length > at + 1 && asksForState(frame[at], frame[at + 1]));
    }

    private static boolean asksForState(byte type, byte step) {
        return (type == MessageType.SYNC || type == MessageType.SYNC_REPLY) && step == MessageType.STEP_1;
    }

    private void next(Opened now, long wait) {
        now.outbox.pump();
        if (wait > 0) {
            keeper.later(wait, () -> demand(now));
        } else {
            demand(now);
        }
    }

    private static void demand(Opened now) {
        try {
            now.session.demand();
        } catch (RejectedExecutionException e) {
            log.trace("the server stops, and nothing more is read", e);
        }
    }

    @Override
    public final void onWebSocketText(String message) {
        Opened now = opened();
        now.outbox.failSoon(CloseCodes.UNSUPPORTED_DATA, "only binary frames are spoken here");
        next(now, 0);
    }

    @Override
    public final void onWebSocketPong(ByteBuffer payload) {
        Opened now = opened();
        if (!now.outbox.hasFailed()) {
            now.transport.heard();
        }
        now.session.demand();
    }

    @Override
    public final void onWebSocketError(Throwable cause) {
        log.debug("a socket failed", cause);
        end();
    }

    @Override
    public final void onWebSocketClose(int code, String reason, Callback callback) {
        end();
        callback.succeed();
    }

    private void end() {
        Opened now = opened;
        if (now != null && ended.compareAndSet(false, true)) {
            keeper.remove(this);
            now.outbox.discard();
            keeper.afterwards(this::finish);
        }
    }

    @Override
    public final JettyTransport transport() {
        return opened().transport;
    }

    @Override
    public final void sendKeepalive() {
        Outbox outbox = opened().outbox;
        outbox.offer(keepalive());
        outbox.pump();
    }

    @Override
    public final void close(int code, String reason) {
        opened().outbox.close(code, reason);
    }

    final void close(Revocation revocation) {
        log.info("{}: closing a client: {}", opened().transport, revocation.reason());
        close(revocation.code(), revocation.reason());
    }
}
