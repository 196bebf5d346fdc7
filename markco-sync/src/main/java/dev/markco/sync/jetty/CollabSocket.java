package dev.markco.sync.jetty;

import dev.markco.sync.protocol.MessageType;
import dev.markco.sync.room.CloseCodes;
import dev.markco.sync.room.Outbox;
import dev.markco.sync.room.RoomLimits;
import dev.markco.yjs.lib0.Decoder;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jetty.websocket.api.Session;
import org.jspecify.annotations.Nullable;

/**
 * One Hocuspocus client with any number of documents on one socket.
 *
 * <p>Each address has to be let in by the {@link CollabGate} before its frames reach a room; until the first success the
 * client has 10 s, and may send no message larger than what may wait for it (R26).
 */
public final class CollabSocket extends ClientSocket {
    private static final byte[] PING = {MessageType.PING};
    private static final byte[] PONG = {MessageType.PONG};
    private static final Duration AUTH_DEADLINE = Duration.ofSeconds(10);
    /** Addresses that one socket may have opened or asked for. */
    private static final int MAX_ADDRESSES = 20_000;
    /** A key has at most 1,024 bytes, and a session id stands behind it. */
    private static final int MAX_ADDRESS_LENGTH = 2_048;

    private final CollabGate gate;
    private final SocketKeeper keeper;
    private final Map<String, CollabDocument> documents = new HashMap<>();
    /** What waits for documents that are being opened, of all addresses together. */
    private final AtomicInteger waitingBytes = new AtomicInteger();

    private volatile boolean admitted;
    private boolean ended;

    /** A socket whose client the gate knows; the gate is told when it has ended. */
    public CollabSocket(CollabGate gate, RoomLimits limits, SocketKeeper keeper) {
        super(limits, keeper);
        this.gate = gate;
        this.keeper = keeper;
    }

    @Override
    void begin(Opened now) {
        now.session().setMaxBinaryMessageSize(Math.min(CollabDocument.MAX_WAITING_BYTES, limits().maxMessageBytes()));
        var unused = gate.revoked().thenAccept(this::close);
        keeper.later(AUTH_DEADLINE.toNanos(), () -> enforceDeadline(now.outbox()));
    }

    private void enforceDeadline(Outbox outbox) {
        if (!admitted) {
            outbox.close(
                    CloseCodes.POLICY_VIOLATION, "no document was opened within " + AUTH_DEADLINE.toSeconds() + " s");
        }
    }

    private void admit(Session session) {
        if (!admitted) {
            admitted = true;
            session.setMaxBinaryMessageSize(limits().maxMessageBytes());
        }
    }

    @Override
    boolean takesLong(byte[] frame) {
        int at = 0;
        int shift = 0;
        int address = 0;
        while (at < frame.length && shift < Integer.SIZE - 7) {
            byte next = frame[at++];
            address |= (next & 0x7f) << shift;
            if (next >= 0) {
                break;
            }
            shift += 7;
        }
        return takesLong(frame, Math.min(frame.length, at + address));
    }

    @Override
    void receive(Opened now, byte[] frame, Runnable next) {
        if (frame.length == 1) {
            if (frame[0] == MessageType.PING) {
                now.outbox().offer(PONG);
            }
            next.run();
            return;
        }
        Decoder in = new Decoder(frame);
        String address = in.readVarString();
        byte[] message = Arrays.copyOfRange(frame, in.position(), frame.length);
        CollabDocument document = document(now, address);
        if (document != null && document.isBusy()) {
            byWorker(now, () -> receive(now, document, address, message, next));
        } else {
            receive(now, document, address, message, next);
        }
    }

    private void receive(Opened now, @Nullable CollabDocument first, String address, byte[] message, Runnable next) {
        CollabDocument document = first;
        while (document != null && !document.receive(message, next)) {
            document = document(now, address);
        }
        if (document == null) {
            next.run();
        }
    }

    private @Nullable CollabDocument document(Opened now, String address) {
        synchronized (documents) {
            CollabDocument known = documents.get(address);
            if (known != null || ended) {
                return known;
            }
            if (documents.size() >= MAX_ADDRESSES) {
                now.outbox().failSoon(CloseCodes.POLICY_VIOLATION, "too many documents on one socket");
                return null;
            }
            if (address.length() > MAX_ADDRESS_LENGTH) {
                now.outbox().failSoon(CloseCodes.POLICY_VIOLATION, "an address that long is none");
                return null;
            }
            CollabDocument made = new CollabDocument(
                    address, gate, now.outbox(), waitingBytes, () -> admit(now.session()), () -> forget(address));
            documents.put(address, made);
            return made;
        }
    }

    /** Called by a document that is over, before anyone can learn of that from it. */
    private void forget(String address) {
        synchronized (documents) {
            documents.remove(address);
        }
    }

    /** How many addresses are remembered. */
    int addresses() {
        synchronized (documents) {
            return documents.size();
        }
    }

    @Override
    byte[] keepalive() {
        return PING;
    }

    @Override
    void finish() {
        List<CollabDocument> open;
        synchronized (documents) {
            ended = true;
            open = List.copyOf(documents.values());
            documents.clear();
        }
        admitted = true;
        open.forEach(CollabDocument::end);
        gate.ended();
    }
}
