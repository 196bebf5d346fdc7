package dev.markco.sync.jetty;

import static org.assertj.core.api.Assertions.assertThat;

import dev.markco.sync.protocol.MessageType;
import dev.markco.sync.protocol.Messages;
import dev.markco.sync.room.Authorship;
import dev.markco.sync.room.Framing;
import dev.markco.sync.room.Room;
import dev.markco.sync.room.RoomLease;
import dev.markco.sync.room.RoomLimits;
import dev.markco.sync.room.UpdateGate;
import dev.markco.yjs.YDoc;
import dev.markco.yjs.lib0.Decoder;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;
import org.jspecify.annotations.Nullable;

/**
 * A room with a bystander and an attacker, each on a real socket class of one framing over a {@link RecordingSession}. What
 * the attacker sends may change the document, be ignored, or close the attacker's socket with 1007 having changed nothing.
 */
final class FuzzedRoom {
    static final String NAME = "local/p/a";
    /** The attacker sends as fast as it can, and is to be taken as fast. */
    private static final RoomLimits LIMITS = RoomLimits.DEFAULT.withMaxMessagesPerSecond(Integer.MAX_VALUE);

    private static final int MALFORMED = 1007;

    private final List<byte[]> journal = new ArrayList<>();
    private final Room room;
    private final boolean addressed;
    private final SocketKeeper keeper;
    private final Framing framing;

    private final RecordingSession bystander = new RecordingSession();
    private final YDoc bystanderDoc = new YDoc();
    private int read;

    private RecordingSession attacker = new RecordingSession();
    private Session.@Nullable Listener attackingSocket;

    /** A room whose document has this client id. */
    FuzzedRoom(long client, boolean addressed, SocketKeeper keeper) {
        room = new Room(NAME, new YDoc(client), LIMITS, this::append, UpdateGate.OPEN, keeper.time());
        this.addressed = addressed;
        this.keeper = keeper;
        framing = addressed ? Framing.addressed(NAME) : Framing.PLAIN;
        Session.Listener unused = connect(bystander);
        room.edit(null, doc -> doc.getText("content").insert(0, "kept"));
    }

    private CompletableFuture<Void> append(byte[] update, Authorship authorship) {
        journal.add(update);
        return CompletableFuture.completedFuture(null);
    }

    /** A client that is let in. */
    private Session.Listener connect(RecordingSession session) {
        Session.Listener socket = addressed
                ? new CollabSocket(this::open, LIMITS, keeper)
                : new SyncSocket(new RoomLease(room, () -> {}), LIMITS, keeper);
        socket.onWebSocketOpen(session.session());
        if (addressed) {
            send(socket, framing.frame(Messages.authToken("", "4.0.0")));
        }
        return socket;
    }

    private CompletableFuture<Admission> open(String name, String token) {
        return name.equals(NAME)
                ? CompletableFuture.completedFuture(Admission.unlimited(new RoomLease(room, () -> {})))
                : CompletableFuture.failedFuture(new RefusedException("not yours"));
    }

    private static void send(Session.Listener socket, byte[] frame) {
        socket.onWebSocketBinary(ByteBuffer.wrap(frame), Callback.NOOP);
    }

    byte[] state() {
        return room.<byte[]>read(YDoc::encodeStateAsUpdate);
    }

    /** Sends what the attacker sends; returns whether it cost its socket. */
    boolean attack(byte[] frame, String what) {
        Session.Listener socket = attackingSocket;
        if (socket == null) {
            attacker = new RecordingSession();
            socket = connect(attacker);
            attackingSocket = socket;
        }
        byte[] before = state();
        int journaled = journal.size();
        int told = bystander.frames.size();
        int demands = attacker.demands;
        String input = what + ": " + Base64.getEncoder().encodeToString(frame);
        try {
            send(socket, frame);
        } catch (RuntimeException | Error failure) {
            throw new AssertionError(input, failure);
        }
        require(attacker.demands == demands + 1, input, "not exactly one more frame was asked for");
        require(bystander.closedWith == 0, input, "the bystander was closed");
        if (attacker.closedWith == 0) {
            return false;
        }
        require(attacker.closedWith == MALFORMED, input, "closed with " + attacker.closedWith);
        if (!opens(frame)) {
            require(Arrays.equals(state(), before), input, "the document was changed");
            require(journal.size() == journaled, input, "something was journaled");
            require(bystander.frames.size() == told, input, "the bystander was told something");
        }
        socket.onWebSocketClose(attacker.closedWith, "", Callback.NOOP);
        attackingSocket = null;
        require(room.connectionCount() == 1, input, "the attacker did not leave");
        return true;
    }

    /** Whether the frame asks for a document: then frames that waited for it are taken, good ones before a bad one. */
    private boolean opens(byte[] frame) {
        int type = framing.frame(new byte[0]).length;
        return addressed && frame.length > type && frame[type] == MessageType.AUTH;
    }

    private static void require(boolean condition, String input, String otherwise) {
        if (!condition) {
            throw new AssertionError(otherwise + ", " + input);
        }
    }

    /** Throws unless the bystander is still served and has got all that the document has. */
    void check(String what) {
        room.edit(null, doc -> doc.getText("content").insert(0, "x"));
        for (; read < bystander.frames.size(); read++) {
            Decoder in = new Decoder(bystander.frames.get(read));
            if (addressed) {
                in.readVarString();
            }
            if (in.readVarUint() == MessageType.SYNC && in.readVarUint() != MessageType.STEP_1) {
                bystanderDoc.applyUpdate(in.readVarBytes());
            }
        }
        assertThat(bystanderDoc.stateVector()).as(what).isEqualTo(room.read(YDoc::stateVector));
        YDoc replayed = new YDoc();
        journal.forEach(replayed::applyUpdate);
        // Mutants may contradict each other over one id, and then who comes first wins; what waits may wait in one
        // only.
        if (!replayed.hasPending() && !room.<Boolean>read(YDoc::hasPending)) {
            assertThat(replayed.stateVector()).as(what + ", journal").isEqualTo(room.read(YDoc::stateVector));
        }
    }
}
