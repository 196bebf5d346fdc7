package dev.markco.sync.jetty;

import dev.markco.sync.protocol.MessageType;
import dev.markco.sync.protocol.Messages;
import dev.markco.sync.room.CloseCodes;
import dev.markco.sync.room.Framing;
import dev.markco.sync.room.Outbox;
import dev.markco.sync.room.RoomConnection;
import dev.markco.sync.room.RoomLease;
import dev.markco.yjs.DecodeException;
import dev.markco.yjs.lib0.Decoder;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One address on a {@link CollabSocket}, from its first frame to its end: unknown, being opened, open, or denied.
 *
 * <p>Frames that come while the document is being opened wait, up to {@value #MAX_WAITING_BYTES} bytes a socket; a denied document
 * drops its frames until it is asked for anew (R26). Thread-safe.
 */
final class CollabDocument {
    /** What may wait on one socket for documents that are being opened, in bytes. */
    static final int MAX_WAITING_BYTES = 4 << 20;

    private static final Logger log = LoggerFactory.getLogger(CollabDocument.class);

    private final String address;
    private final Framing framing;
    private final CollabGate gate;
    private final Outbox outbox;
    private final AtomicInteger waitingBytes;
    private final Runnable onAdmitted;

    private final List<byte[]> waiting = new ArrayList<>();
    private State state = State.UNKNOWN;
    private @Nullable RoomLease lease;
    private @Nullable RoomConnection connection;

    private enum State {
        UNKNOWN,
        OPENING,
        OPEN,
        DENIED,
        ENDED
    }

    /** {@code waitingBytes} counts what waits, for all documents of the socket. */
    CollabDocument(String address, CollabGate gate, Outbox outbox, AtomicInteger waitingBytes, Runnable onAdmitted) {
        this.address = address;
        this.framing = Framing.addressed(address);
        this.gate = gate;
        this.outbox = outbox;
        this.waitingBytes = waitingBytes;
        this.onAdmitted = onAdmitted;
    }

    /** The document's name: the address up to the session id that may follow behind a NUL. */
    private String documentName() {
        int end = address.indexOf('\0');
        return end < 0 ? address : address.substring(0, end);
    }

    /** Takes one message without its address, and runs {@code then} when the next may come. */
    void receive(byte[] message, Runnable then) {
        if (message.length == 0) {
            throw new DecodeException(0, "a message type", "the end of the frame");
        }
        RoomConnection open = take(message);
        if (open == null) {
            then.run();
        } else {
            deliver(open, message, then);
        }
    }

    /** Returns whom the message is for when it is not for the document itself. */
    private synchronized @Nullable RoomConnection take(byte[] message) {
        boolean auth = message[0] == MessageType.AUTH;
        if (connection != null && connection.isEvicted()) {
            leave();
            state = State.DENIED;
        }
        switch (state) {
            case OPENING -> waitForOpening(message);
            case UNKNOWN -> {
                if (auth) {
                    authenticate(message);
                } else if (message[0] != MessageType.CLOSE) {
                    waitForOpening(message);
                }
            }
            case OPEN -> {
                if (auth) {
                    authenticate(message);
                } else if (message[0] == MessageType.CLOSE) {
                    leave();
                    state = State.UNKNOWN;
                } else {
                    return connection;
                }
            }
            case DENIED -> {
                if (auth) {
                    authenticate(message);
                } else {
                    log.debug("{}: a frame of a document that was denied is dropped", address);
                }
            }
            case ENDED -> log.debug("{}: a frame of a socket that ended is dropped", address);
        }
        return null;
    }

    private void waitForOpening(byte[] message) {
        if (waitingBytes.addAndGet(message.length) > MAX_WAITING_BYTES) {
            outbox.failSoon(CloseCodes.POLICY_VIOLATION, "too much was sent before the document was open");
        }
        waiting.add(message);
    }

    private void deliver(RoomConnection open, byte[] message, Runnable then) {
        open.room().whenRunning(() -> hand(open, message), then);
    }

    /** Under the room's lock, and possibly long after: so this takes nothing of the document's own. */
    private void hand(RoomConnection open, byte[] message) {
        if (outbox.hasFailed()) {
            return;
        }
        try {
            open.receive(new Decoder(message));
        } catch (RuntimeException e) {
            FrameFailure.close(outbox, address, e);
        }
    }

    private void authenticate(byte[] message) {
        Decoder in = new Decoder(message);
        in.readVarUint();
        if (in.readVarUint() != MessageType.AUTH_TOKEN) {
            return;
        }
        String token = in.readVarString();
        if (state == State.OPEN) {
            outbox.offer(framing.frame(Messages.authGranted()));
            return;
        }
        state = State.OPENING;
        gate.open(documentName(), token).whenComplete(this::opened);
    }

    private void opened(@Nullable RoomLease opened, @Nullable Throwable failure) {
        synchronized (this) {
            if (state != State.OPENING) {
                if (opened != null) {
                    opened.close();
                }
                return;
            }
            try {
                if (opened != null) {
                    admit(opened);
                } else {
                    refuse(failure);
                }
                takeWaiting();
            } catch (RuntimeException e) {
                FrameFailure.close(outbox, address, e);
            }
        }
        outbox.pump();
    }

    private void admit(RoomLease opened) {
        onAdmitted.run();
        state = State.OPEN;
        lease = opened;
        outbox.offer(framing.frame(Messages.authGranted()));
        connection = opened.room().join(outbox, framing);
    }

    /** Takes what waited in the order it came; a CLOSE and another opening may be among it. */
    private void takeWaiting() {
        List<byte[]> ready = List.copyOf(waiting);
        forgetWaiting();
        for (byte[] message : ready) {
            RoomConnection open = take(message);
            if (open != null) {
                deliver(open, message, outbox::pump);
            }
        }
    }

    private void forgetWaiting() {
        waiting.forEach(message -> waitingBytes.addAndGet(-message.length));
        waiting.clear();
    }

    private void refuse(@Nullable Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (cause instanceof RefusedException refused) {
            state = State.DENIED;
            outbox.offer(framing.frame(Messages.authDenied(String.valueOf(refused.getMessage()))));
            return;
        }
        log.warn("{} could not be opened; its client is told to come back", address, cause);
        state = State.ENDED;
        outbox.failSoon(CloseCodes.TRY_AGAIN_LATER, "a document could not be opened just now");
    }

    /** Leaves the room for good. Idempotent. */
    synchronized void end() {
        state = State.ENDED;
        forgetWaiting();
        leave();
    }

    private void leave() {
        if (connection != null) {
            connection.leave();
            connection = null;
        }
        if (lease != null) {
            lease.close();
            lease = null;
        }
    }
}
