package dev.markco.sync.jetty;

import dev.markco.sync.protocol.MessageType;
import dev.markco.sync.room.CloseCodes;
import dev.markco.sync.room.Outbox;
import dev.markco.sync.room.RoomLimits;
import dev.markco.yjs.lib0.Decoder;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One Hocuspocus client with any number of documents on one socket.
 *
 * <p>Each address has to be let in by the {@link CollabGate} before its frames reach a room; until the first success the
 * client has 10 s. A malformed frame closes the socket with 1007, a text frame with 1003.
 */
public final class CollabSocket implements Session.Listener, SocketKeeper.KeptSocket {
    private static final Logger log = LoggerFactory.getLogger(CollabSocket.class);
    private static final byte[] PING = {MessageType.PING};
    private static final byte[] PONG = {MessageType.PONG};
    private static final long AUTH_DEADLINE_MILLIS = 10_000;
    /** Addresses that one socket may have opened or asked for. */
    private static final int MAX_ADDRESSES = 20_000;

    private final CollabGate gate;
    private final RoomLimits limits;
    private final SocketKeeper keeper;
    private final ScheduledExecutorService scheduler;
    private final Map<String, CollabDocument> documents = new HashMap<>();
    /** What waits for documents that are being opened, of all addresses together. */
    private final AtomicInteger waitingBytes = new AtomicInteger();

    private volatile boolean admitted;
    private boolean ended;
    private volatile @Nullable Opened opened;

    private record Opened(Session session, JettyTransport transport, Outbox outbox) {}

    public CollabSocket(CollabGate gate, RoomLimits limits, SocketKeeper keeper, ScheduledExecutorService scheduler) {
        this.gate = gate;
        this.limits = limits;
        this.keeper = keeper;
        this.scheduler = scheduler;
    }

    private Opened opened() {
        Opened now = opened;
        if (now == null) {
            throw new IllegalStateException("the socket is not open");
        }
        return now;
    }

    @Override
    public void onWebSocketOpen(Session session) {
        JettyTransport transport = new JettyTransport(session);
        Outbox outbox = new Outbox(transport, limits.maxQueuedBytes());
        opened = new Opened(session, transport, outbox);
        keeper.add(this);
        var unused = scheduler.schedule(this::enforceDeadline, AUTH_DEADLINE_MILLIS, TimeUnit.MILLISECONDS);
        session.demand();
    }

    private void enforceDeadline() {
        if (!admitted) {
            opened().outbox.close(CloseCodes.POLICY_VIOLATION, "no document was opened within 10 s");
        }
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
        try {
            receive(now, frame);
            return;
        } catch (RuntimeException e) {
            FrameFailure.close(now.outbox, now.transport, e);
        }
        next(now);
    }

    private static void next(Opened now) {
        now.outbox.pump();
        now.session.demand();
    }

    private void receive(Opened now, byte[] frame) {
        if (frame.length == 1) {
            if (frame[0] == MessageType.PING) {
                now.outbox.offer(PONG);
            }
            next(now);
            return;
        }
        Decoder in = new Decoder(frame);
        CollabDocument document = document(now, in.readVarString());
        if (document == null) {
            next(now);
            return;
        }
        document.receive(Arrays.copyOfRange(frame, in.position(), frame.length), () -> next(now));
    }

    private @Nullable CollabDocument document(Opened now, String address) {
        synchronized (documents) {
            CollabDocument known = documents.get(address);
            if (known != null || ended) {
                return known;
            }
            if (documents.size() >= MAX_ADDRESSES) {
                now.outbox.failSoon(CloseCodes.POLICY_VIOLATION, "too many documents on one socket");
                return null;
            }
            CollabDocument made = new CollabDocument(address, gate, now.outbox, waitingBytes, () -> admitted = true);
            documents.put(address, made);
            return made;
        }
    }

    @Override
    public void onWebSocketText(String message) {
        Opened now = opened();
        now.outbox.failSoon(CloseCodes.UNSUPPORTED_DATA, "only binary frames are spoken here");
        next(now);
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
        log.debug("a socket failed", cause);
        end();
    }

    @Override
    public void onWebSocketClose(int code, String reason, Callback callback) {
        end();
        callback.succeed();
    }

    private void end() {
        List<CollabDocument> open;
        synchronized (documents) {
            ended = true;
            open = List.copyOf(documents.values());
            documents.clear();
        }
        Opened now = opened;
        if (now != null) {
            keeper.remove(this);
            now.outbox.discard();
        }
        admitted = true;
        keeper.afterwards(() -> open.forEach(CollabDocument::end));
    }

    @Override
    public JettyTransport transport() {
        return opened().transport;
    }

    @Override
    public void sendKeepalive() {
        Outbox outbox = opened().outbox;
        outbox.offer(PING);
        outbox.pump();
    }

    @Override
    public void close(int code, String reason) {
        opened().outbox.close(code, reason);
    }
}
