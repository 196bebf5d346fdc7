package dev.markco.sync.jetty;

import dev.markco.sync.protocol.AwarenessUpdate;
import dev.markco.sync.protocol.MessageType;
import dev.markco.sync.protocol.Messages;
import dev.markco.sync.room.Framing;
import dev.markco.sync.room.RoomConnection;
import dev.markco.sync.room.RoomLease;
import dev.markco.sync.room.RoomLimits;
import dev.markco.yjs.StateVector;
import dev.markco.yjs.lib0.Decoder;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One y-websocket client on one document. */
public final class SyncSocket extends ClientSocket {
    private static final byte[] KEEPALIVE = Messages.awareness(new AwarenessUpdate(List.of()));

    private volatile Admission admission;
    private @Nullable Chooser chooser;
    private volatile @Nullable RoomConnection connection;
    private boolean countsDurable;

    /** A socket that takes over the admission and gives it back when it closes. */
    public SyncSocket(Admission admission, RoomLimits limits, SocketKeeper keeper) {
        super(limits, keeper);
        this.admission = admission;
    }

    /** As {@link #SyncSocket(Admission, RoomLimits, SocketKeeper)}, for a client that may write for as long as it stays. */
    public SyncSocket(RoomLease lease, RoomLimits limits, SocketKeeper keeper) {
        this(Admission.unlimited(lease), limits, keeper);
    }

    /** Tells the client how many of its updates are durable (R18). To be called before the socket opens. */
    public void countDurable() {
        countsDurable = true;
    }

    /** Who finds the document that a client means which asks by a name that another one had before. */
    @FunctionalInterface
    public interface Chooser {
        /** The document of a client that has such a history; null when it is the one that it asked for. */
        @Nullable
        RoomLease choose(StateVector history);
    }

    /** The client is let in when it has said what it has. To be called before the socket opens. */
    public void chooseBy(Chooser who) {
        chooser = who;
    }

    @Override
    void begin(Opened now) {
        if (chooser == null) {
            join(now);
        }
    }

    private void join(Opened now) {
        RoomConnection joined = admission
                .lease()
                .room()
                .join(now.outbox(), Framing.PLAIN, admission.readOnly(), admission.authorship());
        if (countsDurable) {
            joined.countDurable();
        }
        connection = joined;
        var unused = admission.revoked().thenAccept(this::close);
    }

    @Override
    boolean takesLong(byte[] frame) {
        return takesLong(frame, 0) || admission.lease().room().isBusy();
    }

    @Override
    void receive(Opened now, byte[] frame, Runnable next) {
        Chooser choosing = chooser;
        if (choosing != null) {
            chooser = null;
            RoomLease chosen = isStep1(frame) ? choosing.choose(history(frame)) : null;
            if (chosen != null) {
                admission.lease().close();
                admission = Admission.unlimited(chosen);
            }
            join(now);
        }
        admission.lease().room().whenRunning(() -> take(now, frame), next);
    }

    private static boolean isStep1(byte[] frame) {
        return frame.length > 1 && frame[0] == MessageType.SYNC && frame[1] == MessageType.STEP_1;
    }

    private static StateVector history(byte[] frame) {
        Decoder in = new Decoder(frame);
        long unused = in.readVarUint() + in.readVarUint();
        return StateVector.decode(in.readVarBytes());
    }

    private void take(Opened now, byte[] frame) {
        RoomConnection open = connection;
        if (open == null) {
            return; // it has ended
        }
        try {
            open.receive(new Decoder(frame));
        } catch (RuntimeException | Error e) {
            FrameFailure.close(now.outbox(), open.room(), e);
        }
    }

    @Override
    byte[] keepalive() {
        return KEEPALIVE;
    }

    @Override
    void finish() {
        RoomConnection open = connection;
        if (open != null) {
            open.leave();
        }
        admission.lease().close();
    }
}
