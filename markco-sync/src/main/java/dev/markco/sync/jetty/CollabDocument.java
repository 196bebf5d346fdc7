package dev.markco.sync.jetty;

import dev.markco.sync.Stages;
import dev.markco.sync.protocol.MessageType;
import dev.markco.sync.protocol.Messages;
import dev.markco.sync.room.CloseCodes;
import dev.markco.sync.room.Framing;
import dev.markco.sync.room.Outbox;
import dev.markco.sync.room.RoomConnection;
import dev.markco.yjs.DecodeException;
import dev.markco.yjs.lib0.Decoder;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One address on a {@link CollabSocket}, from its first frame to its end: unknown, being opened, open, or denied.
 *
 * <p>One that its client has closed is over, so that a socket does not remember every address it ever had. Frames that come while the document is being opened wait, up to {@value #MAX_WAITING_BYTES} bytes a socket; a denied document
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
    private final Runnable onOver;

    private final List<byte[]> waiting = new ArrayList<>();
    private State state = State.UNKNOWN;
    private @Nullable Admission admission;
    private volatile @Nullable RoomConnection connection;
    private boolean renewing;
    /** Whether something passed the client by: its frames, or those of others. */
    private boolean missed;

    private enum State {
        UNKNOWN,
        OPENING,
        OPEN,
        DENIED,
        /** Closed by the client: another object stands for whatever the address may be asked for later. */
        OVER,
        ENDED
    }

    /** {@code waitingBytes} counts what waits, for all documents of the socket. */
    CollabDocument(
            String address,
            CollabGate gate,
            Outbox outbox,
            AtomicInteger waitingBytes,
            Runnable onAdmitted,
            Runnable onOver) {
        this.address = address;
        this.framing = Framing.addressed(address);
        this.gate = gate;
        this.outbox = outbox;
        this.waitingBytes = waitingBytes;
        this.onAdmitted = onAdmitted;
        this.onOver = onOver;
    }

    /** The document's name: the address up to the session id that may follow behind a NUL. */
    private String documentName() {
        int end = address.indexOf('\0');
        return end < 0 ? address : address.substring(0, end);
    }

    /**
     * Takes one message without its address, and runs {@code then} when the next may come.
     *
     * @return false when this object is over and has taken nothing
     */
    boolean receive(byte[] message, Runnable then) {
        if (message.length == 0) {
            throw new DecodeException(0, "a message type", "the end of the frame");
        }
        RoomConnection open;
        synchronized (this) {
            if (state == State.OVER) {
                return false;
            }
            open = take(message);
            endIfClosed();
        }
        if (open == null) {
            then.run();
        } else {
            deliver(open, message, then);
        }
        return true;
    }

    /** Whether somebody else is at the document just now, so that a frame of it would have to wait. */
    boolean isBusy() {
        RoomConnection open = connection;
        return open != null && open.room().isBusy();
    }

    private void endIfClosed() {
        if (state == State.UNKNOWN && waiting.isEmpty()) {
            state = State.OVER;
            onOver.run();
        }
    }

    /** Returns whom the message is for when it is not for the document itself. */
    private @Nullable RoomConnection take(byte[] message) {
        boolean auth = message[0] == MessageType.AUTH;
        if (connection != null && connection.isEvicted()) {
            leave();
            state = State.DENIED;
            missed = true;
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
            case OVER, ENDED -> log.debug("{}: a frame of a socket that ended is dropped", address);
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
        } catch (RuntimeException | Error e) {
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
            renew(token);
            return;
        }
        state = State.OPENING;
        gate.open(documentName(), token).whenComplete(this::opened);
    }

    /** A client whose token was renewed names it for a document that is open; it stays so until the answer is known. */
    private void renew(String token) {
        Admission before = admission;
        if (renewing || before == null) {
            return;
        }
        renewing = true;
        gate.renew(documentName(), token).whenComplete((renewed, failure) -> renewed(before, renewed, failure));
    }

    private void renewed(Admission before, @Nullable Admission renewed, @Nullable Throwable failure) {
        synchronized (this) {
            renewing = false;
            RoomConnection open = connection;
            if (state != State.OPEN || !before.equals(admission) || open == null) {
                if (renewed != null) {
                    renewed.lease().close();
                }
                return;
            }
            if (failure != null && Stages.cause(failure) instanceof RefusedException refused) {
                deny(String.valueOf(refused.getMessage()));
            } else if (renewed == null) {
                log.info("{}: another token could not be checked; the one before stays", address);
                outbox.offer(framing.frame(Messages.authGranted(before.readOnly())));
            } else {
                open.readmit(renewed.readOnly(), renewed.authorship());
                hold(renewed);
                before.lease().close();
                outbox.offer(framing.frame(Messages.authGranted(renewed.readOnly())));
            }
        }
        outbox.pump();
    }

    private void hold(Admission admitted) {
        admission = admitted;
        var unused = admitted.revoked().thenAccept(revocation -> revoke(admitted, revocation));
    }

    private void revoke(Admission which, Revocation revocation) {
        synchronized (this) {
            if (state != State.OPEN || !which.equals(admission)) {
                return;
            }
            log.info("{}: closing the document for a client: {}", address, revocation.reason());
            deny(revocation.reason());
        }
        outbox.pump();
    }

    private void deny(String reason) {
        leave();
        state = State.DENIED;
        missed = true;
        outbox.traffic().denied();
        outbox.offer(framing.frame(Messages.authDenied(reason)));
    }

    private void opened(@Nullable Admission opened, @Nullable Throwable failure) {
        synchronized (this) {
            if (state != State.OPENING) {
                if (opened != null) {
                    opened.lease().close();
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
                endIfClosed();
            } catch (RuntimeException | Error e) {
                FrameFailure.close(outbox, address, e);
            }
        }
        outbox.pump();
    }

    private void admit(Admission opened) {
        onAdmitted.run();
        state = State.OPEN;
        outbox.offer(framing.frame(Messages.authGranted(opened.readOnly())));
        RoomConnection joined = opened.lease().room().join(outbox, framing, opened.readOnly(), opened.authorship());
        connection = joined;
        if (missed) {
            // A provider that was denied sends its new token, but does not start to sync anew.
            missed = false;
            joined.resync();
        }
        hold(opened);
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
        Throwable cause = failure == null ? null : Stages.cause(failure);
        if (cause instanceof RefusedException refused) {
            deny(String.valueOf(refused.getMessage()));
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
        if (admission != null) {
            admission.lease().close();
            admission = null;
        }
    }
}
