package dev.markco.sync.jetty;

import static org.assertj.core.api.Assertions.assertThat;

import dev.markco.sync.protocol.MessageType;
import dev.markco.sync.protocol.Messages;
import dev.markco.sync.room.Authorship;
import dev.markco.sync.room.CloseCodes;
import dev.markco.sync.room.Framing;
import dev.markco.sync.room.Room;
import dev.markco.sync.room.RoomLease;
import dev.markco.sync.room.RoomLimits;
import dev.markco.sync.time.SimulatedProcess;
import dev.markco.sync.time.SimulatedTime;
import dev.markco.yjs.StateVector;
import dev.markco.yjs.YDoc;
import dev.markco.yjs.lib0.Decoder;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.eclipse.jetty.websocket.api.Callback;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** A Hocuspocus socket before, while and after its documents are open. */
final class CollabSocketTest {
    private static final String NAME = "local/p/a";
    private static final byte[] CLOSE = {MessageType.CLOSE};

    private final SimulatedTime time = new SimulatedTime(1);
    private final SimulatedProcess relay = time.process("relay");
    private final SocketKeeper keeper = new SocketKeeper(relay);
    private final RecordingSession session = new RecordingSession();
    private final Room room = new Room(NAME, new YDoc(), relay);
    private final List<String> names = new ArrayList<>();
    private final List<CompletableFuture<Revocation>> rights = new ArrayList<>();
    private final CompletableFuture<Revocation> socketRight = new CompletableFuture<>();
    private boolean readOnly;
    private int leases;

    private final CollabGate gate = new CollabGate() {
        @Override
        public CompletionStage<Admission> open(String name, String token) {
            if (!token.equals("good")) {
                return CompletableFuture.failedFuture(new RefusedException("a bad token"));
            }
            leases++;
            names.add(name);
            CompletableFuture<Revocation> right = new CompletableFuture<>();
            rights.add(right);
            return CompletableFuture.completedFuture(
                    new Admission(new RoomLease(room, () -> leases--), readOnly, Authorship.UNKNOWN, right));
        }

        @Override
        public CompletionStage<Revocation> revoked() {
            return socketRight;
        }
    };

    @AfterEach
    void stop() {
        keeper.close();
    }

    private CollabSocket open() {
        CollabSocket socket = new CollabSocket(gate, RoomLimits.DEFAULT, keeper);
        socket.onWebSocketOpen(session.session());
        return socket;
    }

    private static void send(CollabSocket socket, String address, byte[] message) {
        socket.onWebSocketBinary(ByteBuffer.wrap(Framing.addressed(address).frame(message)), Callback.NOOP);
    }

    private static byte[] auth(String token) {
        return Messages.authToken(token, "4.0.0");
    }

    private static byte[] edit(String text) {
        YDoc doc = new YDoc();
        doc.getText("content").insert(0, text);
        return Messages.update(doc.encodeStateAsUpdate());
    }

    private String text() {
        return room.read(doc -> doc.getText("content").toString());
    }

    /** The kinds of the auth messages sent so far, with what they say. */
    private List<String> answers() {
        List<String> answers = new ArrayList<>();
        for (byte[] frame : List.copyOf(session.frames)) {
            Decoder in = new Decoder(frame);
            in.readVarString();
            int type = (int) in.readVarUint();
            if (type == MessageType.AUTH) {
                answers.add(
                        (in.readVarUint() == MessageType.AUTH_GRANTED ? "granted " : "denied ") + in.readVarString());
            } else if (type == MessageType.SYNC_STATUS) {
                answers.add("status " + in.readVarUint());
            }
        }
        return answers;
    }

    @Test
    @DisplayName("a document that was closed and is opened again works, and the socket forgets what was closed")
    void closedDocumentsAreForgotten() {
        CollabSocket socket = open();
        send(socket, NAME, CLOSE);
        for (int i = 0; i < 100; i++) {
            send(socket, NAME + i, auth("good"));
            send(socket, NAME + i, CLOSE);
        }
        assertThat(socket.addresses()).isZero();
        assertThat(leases).isZero();
        send(socket, NAME, auth("good"));
        send(socket, NAME, edit("x"));
        assertThat(text()).isEqualTo("x");
        assertThat(session.closedWith).isZero();
    }

    @Test
    @DisplayName("R26 an address is a name up to the first NUL, not decoded, and is answered with its own bytes")
    void addresses() {
        CollabSocket socket = open();
        List<String> addresses = List.of("local/p/a%20b", "local/p/a\0session\0one", "local/p/a\0two", "local/p/é");
        for (String address : addresses) {
            int before = session.frames.size();
            send(socket, address, auth("good"));
            assertThat(session.frames).hasSizeGreaterThan(before);
            assertThat(session.frames.subList(before, session.frames.size()))
                    .allSatisfy(frame -> assertThat(frame)
                            .startsWith(Framing.addressed(address).frame(new byte[0])));
        }
        assertThat(names).containsExactly("local/p/a%20b", "local/p/a", "local/p/a", "local/p/é");
        assertThat(room.connectionCount())
                .as("a connection is a socket and an address")
                .isEqualTo(4);
        int before = session.frames.size();
        send(socket, addresses.get(1), edit("x"));
        assertThat(session.frames.subList(before, session.frames.size()))
                .as("one acknowledgement, and the edit for the three others")
                .hasSize(4);
    }

    @Test
    @DisplayName("R26 one step 1 for a client's step 1, none when a document opens, and none for one in a reply")
    void questions() {
        CollabSocket socket = open();
        send(socket, NAME, auth("good"));
        assertThat(questionsAsked()).isZero();
        send(socket, NAME, Messages.syncStep1(StateVector.EMPTY));
        assertThat(questionsAsked()).isEqualTo(1);
        byte[] reply = Messages.syncStep1(StateVector.EMPTY);
        reply[0] = MessageType.SYNC_REPLY;
        send(socket, NAME, reply);
        assertThat(questionsAsked()).isEqualTo(1);
    }

    private long questionsAsked() {
        return session.frames.stream()
                .map(Decoder::new)
                .filter(in -> !in.readVarString().isEmpty())
                .filter(in -> in.readVarUint() == MessageType.SYNC && in.readVarUint() == MessageType.STEP_1)
                .count();
    }

    @Test
    @DisplayName("R26 a ping is one byte without an address, and so is its answer")
    void pings() {
        CollabSocket socket = open();
        socket.onWebSocketBinary(ByteBuffer.wrap(new byte[] {MessageType.PING}), Callback.NOOP);
        assertThat(session.frames).containsExactly(new byte[] {MessageType.PONG});
        socket.onWebSocketBinary(ByteBuffer.wrap(new byte[] {MessageType.PONG}), Callback.NOOP);
        assertThat(session.frames).hasSize(1);
        assertThat(socket.addresses()).isZero();
    }

    @Test
    @DisplayName("R26 a socket that opened nothing in time is closed")
    void theDeadline() {
        CollabSocket socket = open();
        send(socket, NAME, auth("bad"));
        time.advance(Duration.ofMillis(9_999));
        assertThat(session.closedWith).isZero();
        time.advance(Duration.ofMillis(1));
        assertThat(session.closedWith).isEqualTo(CloseCodes.POLICY_VIOLATION);
    }

    @Test
    @DisplayName("R26 the deadline ends with the first success, whatever is refused after it")
    void theDeadlineEnds() {
        CollabSocket socket = open();
        send(socket, NAME, auth("good"));
        send(socket, "local/p/b", auth("bad"));
        time.advance(Duration.ofSeconds(11));
        assertThat(session.closedWith).isZero();
    }

    @Test
    @DisplayName("R26 before a document is let in, a socket takes only small messages and addresses")
    void smallUntilAdmitted() {
        CollabSocket socket = open();
        assertThat(session.maxMessageBytes).isEqualTo(CollabDocument.MAX_WAITING_BYTES);
        send(socket, NAME, auth("good"));
        assertThat(session.maxMessageBytes).isEqualTo(RoomLimits.DEFAULT.maxMessageBytes());
        send(socket, "x".repeat(3_000), auth("good"));
        assertThat(session.closedWith).isEqualTo(CloseCodes.POLICY_VIOLATION);
    }

    @Test
    @DisplayName("R28 a document whose token turned bad is denied, and its frames dropped until a good one comes")
    void revokedDocuments() {
        CollabSocket socket = open();
        send(socket, NAME, auth("good"));
        send(socket, NAME, edit("kept"));
        rights.get(0).complete(new Revocation(CloseCodes.UNAUTHORIZED, "it has ended"));
        send(socket, NAME, edit("lost"));
        assertThat(leases).isZero();
        assertThat(text()).isEqualTo("kept");
        assertThat(session.closedWith).isZero();
        send(socket, NAME, auth("good"));
        send(socket, NAME, edit("again"));
        assertThat(text()).contains("again");
        assertThat(answers()).containsSubsequence("granted read-write", "denied it has ended", "granted read-write");
        assertThat(questionsAsked())
                .as("what was dropped is asked for: a provider does not start to sync anew by itself")
                .isEqualTo(1);
    }

    @Test
    @DisplayName("R28 a socket whose own token turned bad is closed with 4401")
    void revokedSockets() {
        CollabSocket socket = open();
        send(socket, NAME, auth("good"));
        socketRight.complete(new Revocation(CloseCodes.UNAUTHORIZED, "it has ended"));
        assertThat(session.closedWith).isEqualTo(4401);
    }

    @Test
    @DisplayName("a renewed token replaces the one a document was opened with; a bad one ends it")
    void renewedTokens() {
        CollabSocket socket = open();
        send(socket, NAME, auth("good"));
        readOnly = true;
        send(socket, NAME, auth("good"));
        assertThat(leases).isEqualTo(1);
        rights.get(0).complete(new Revocation(CloseCodes.UNAUTHORIZED, "the old one"));
        send(socket, NAME, edit("x"));
        assertThat(text()).isEmpty();
        send(socket, NAME, auth("bad"));
        assertThat(leases).isZero();
        assertThat(answers())
                .containsExactly("granted read-write", "granted readonly", "status 0", "denied a bad token");
    }

    @Test
    @DisplayName("a read-only client is told so, sees edits, and is told of each of its own that it was not applied")
    void readOnlyClients() {
        readOnly = true;
        room.edit(null, doc -> doc.getText("content").insert(0, "kept and cut"));
        room.edit(null, doc -> doc.getText("content").delete(4, 8));
        CollabSocket socket = open();
        send(socket, NAME, auth("good"));
        send(socket, NAME, Messages.syncStep2(room.<byte[]>read(YDoc::encodeStateAsUpdate)));
        send(socket, NAME, edit("x"));
        YDoc deleting = new YDoc();
        deleting.applyUpdate(room.<byte[]>read(YDoc::encodeStateAsUpdate));
        deleting.getText("content").delete(0, 4);
        send(socket, NAME, Messages.syncStep2(deleting.encodeStateAsUpdate()));
        assertThat(answers()).containsExactly("granted readonly", "status 1", "status 0", "status 0");
        assertThat(text()).isEqualTo("kept");
        send(socket, NAME, Messages.update(new byte[] {1, 2, 3}));
        assertThat(session.closedWith).isEqualTo(CloseCodes.INVALID_PAYLOAD);
    }

    @Test
    @DisplayName("R19 a client over its rate is read more slowly, and nothing of it is lost")
    void overTheRate() {
        CollabSocket socket = new CollabSocket(gate, RoomLimits.DEFAULT.withMaxMessagesPerSecond(50), keeper);
        socket.onWebSocketOpen(session.session());
        send(socket, NAME, auth("good"));
        int sent = 1;
        for (; session.demands == sent + 1 && sent < 1_000; sent++) {
            send(socket, NAME, edit("x"));
        }
        assertThat(sent).as("a second's worth comes at once").isEqualTo(51);
        assertThat(text()).as("what was read is taken").hasSize(sent - 1);
        time.advance(Duration.ofMillis(19));
        assertThat(session.demands).isEqualTo(sent);
        time.advance(Duration.ofMillis(1));
        assertThat(session.demands).isEqualTo(sent + 1);
        send(socket, NAME, edit("x"));
        assertThat(text()).hasSize(sent);
    }
}
