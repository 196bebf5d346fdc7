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
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One address on a {@link CollabSocket}, from its first frame to its end: unknown, being opened, open, or denied.
 *
 * <p>Frames that come while the document is being opened wait, up to {@value #MAX_WAITING_BYTES} bytes; a denied document
 * drops its frames until it is asked for anew (R26). Thread-safe.
 */
final class CollabDocument {
    /** What may wait for a document that is being opened, in bytes. */
    static final int MAX_WAITING_BYTES = 1 << 20;

    private static final Logger log = LoggerFactory.getLogger(CollabDocument.class);

    private final String address;
    private final Framing framing;
    private final CollabGate gate;
    private final Outbox outbox;
    private final Runnable onAdmitted;

    private final Queue<byte[]> waiting = new ArrayDeque<>();
    private int waitingBytes;
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

    CollabDocument(String address, CollabGate gate, Outbox outbox, Runnable onAdmitted) {
        this.address = address;
        this.framing = Framing.addressed(address);
        this.gate = gate;
        this.outbox = outbox;
        this.onAdmitted = onAdmitted;
    }

    /** The document's name: the address up to the session id that may follow behind a NUL. */
    private String documentName() {
        int end = address.indexOf('\0');
        return end < 0 ? address : address.substring(0, end);
    }

    /** Takes one message without its address. */
    void receive(byte[] message) {
        if (message.length == 0) {
            throw new DecodeException(0, "a message type", "the end of the frame");
        }
        take(message);
        outbox.pump();
    }

    private synchronized void take(byte[] message) {
        if (message[0] == MessageType.AUTH) {
            authenticate(message);
            return;
        }
        switch (state) {
            case UNKNOWN, OPENING -> waitForOpening(message);
            case OPEN -> deliver(message);
            case DENIED, ENDED -> log.debug("{}: a frame of a document that is not open is dropped", address);
        }
    }

    private void waitForOpening(byte[] message) {
        waitingBytes += message.length;
        if (waitingBytes > MAX_WAITING_BYTES) {
            outbox.close(CloseCodes.POLICY_VIOLATION, "too much was sent before the document was open");
            return;
        }
        waiting.add(message);
    }

    private void deliver(byte[] message) {
        RoomConnection open = connection;
        if (open == null) {
            throw new IllegalStateException(address + " is not open");
        }
        if (message[0] == MessageType.CLOSE) {
            leave();
            state = State.UNKNOWN;
            return;
        }
        open.receive(new Decoder(message));
    }

    private void authenticate(byte[] message) {
        Decoder in = new Decoder(message);
        in.readVarUint();
        if (in.readVarUint() != MessageType.AUTH_TOKEN) {
            return;
        }
        String token = in.readVarString();
        switch (state) {
            case OPEN -> outbox.offer(framing.frame(Messages.authGranted()));
            case UNKNOWN, DENIED -> {
                state = State.OPENING;
                gate.open(documentName(), token).whenComplete(this::opened);
            }
            case OPENING, ENDED -> log.debug("{}: already being opened", address);
        }
    }

    private void opened(@Nullable RoomLease opened, @Nullable Throwable failure) {
        synchronized (this) {
            if (state != State.OPENING) {
                if (opened != null) {
                    opened.close();
                }
                return;
            }
            if (opened != null) {
                admit(opened);
            } else {
                refuse(failure);
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
        try {
            for (byte[] message = waiting.poll(); message != null; message = waiting.poll()) {
                take(message);
            }
        } catch (DecodeException e) {
            outbox.close(CloseCodes.INVALID_PAYLOAD, "malformed frame " + e.getMessage());
        }
        waitingBytes = 0;
    }

    private void refuse(@Nullable Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        waiting.clear();
        waitingBytes = 0;
        if (cause instanceof RefusedException refused) {
            state = State.DENIED;
            outbox.offer(framing.frame(Messages.authDenied(String.valueOf(refused.getMessage()))));
            return;
        }
        log.warn("{} could not be opened; its client is told to come back", address, cause);
        state = State.ENDED;
        outbox.close(CloseCodes.TRY_AGAIN_LATER, "a document could not be opened just now");
    }

    /** Leaves the room for good. Idempotent. */
    synchronized void end() {
        state = State.ENDED;
        waiting.clear();
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
