package dev.markco.sync.jetty;

import static org.assertj.core.api.Assertions.assertThat;

import dev.markco.sync.protocol.MessageType;
import dev.markco.sync.protocol.Messages;
import dev.markco.sync.room.CloseCodes;
import dev.markco.sync.room.Outbox;
import dev.markco.sync.room.Room;
import dev.markco.sync.room.RoomJournal;
import dev.markco.sync.room.RoomLease;
import dev.markco.sync.room.RoomLimits;
import dev.markco.sync.room.Transport;
import dev.markco.sync.time.SimulatedTime;
import dev.markco.sync.time.Time;
import dev.markco.yjs.YDoc;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** One address on a socket, with a gate that opens when the test says so. */
final class CollabDocumentTest {
    private static final Time TIME = new SimulatedTime(1).process("relay");
    private static final byte[] AUTH = Messages.authToken("", "4.0.0");
    private static final byte[] CLOSE = {MessageType.CLOSE};

    private final Room room = new Room("local/p/a", new YDoc(), TIME);
    private final List<CompletableFuture<Admission>> asked = new ArrayList<>();
    private final List<Integer> closed = new ArrayList<>();
    private final AtomicInteger waitingBytes = new AtomicInteger();
    private int leases;
    private int nexts;
    private int overs;
    private final CollabDocument document = new CollabDocument(
            "local/p/a",
            (name, token) -> {
                CompletableFuture<Admission> one = new CompletableFuture<>();
                asked.add(one);
                return one;
            },
            new Outbox(
                    new Transport() {
                        @Override
                        public void send(byte[] frame, Runnable done) {
                            done.run();
                        }

                        @Override
                        public void close(int code, String reason) {
                            closed.add(code);
                        }
                    },
                    1000),
            waitingBytes,
            () -> {},
            () -> overs++);

    private void receive(byte[] message) {
        assertThat(document.receive(message, () -> nexts++)).isTrue();
    }

    private void open(int index, Room which) {
        leases++;
        asked.get(index).complete(Admission.unlimited(new RoomLease(which, () -> leases--)));
    }

    private static byte[] edit(String text) {
        YDoc doc = new YDoc();
        doc.getText("content").insert(0, text);
        return Messages.update(doc.encodeStateAsUpdate());
    }

    private String text() {
        return room.read(doc -> doc.getText("content").toString());
    }

    @Test
    @DisplayName("R26 closed and opened again while being opened: both sessions' edits arrive, and the second is open")
    void reopenedWhileOpening() {
        for (byte[] message : List.of(AUTH, edit("first"), CLOSE, AUTH, edit("second"))) {
            receive(message);
        }
        assertThat(nexts).isEqualTo(5);
        assertThat(asked).hasSize(1);
        open(0, room);
        assertThat(text()).isEqualTo("first");
        assertThat(leases).as("the first session is over").isZero();
        assertThat(asked).hasSize(2);
        open(1, room);
        assertThat(text()).contains("first").contains("second");
        receive(edit("third"));
        assertThat(text()).contains("third");
        assertThat(closed).isEmpty();
        assertThat(room.connectionCount()).isEqualTo(1);
        assertThat(waitingBytes).hasValue(0);
        document.end();
        assertThat(leases).isZero();
        assertThat(room.connectionCount()).isZero();
    }

    @Test
    @DisplayName("a document that its client closed is over, whether it was open, never was, or still is being opened")
    void closedDocumentsAreOver() {
        receive(AUTH);
        receive(CLOSE);
        assertThat(overs).as("it is being opened").isZero();
        open(0, room);
        assertThat(overs).isEqualTo(1);
        assertThat(leases).isZero();
        assertThat(document.receive(AUTH, () -> nexts++)).isFalse();
        assertThat(nexts).isEqualTo(2);
    }

    @Test
    @DisplayName("R26 a denied document drops its frames until it is asked for anew, also while the answer is awaited")
    void deniedAndAskedForAnew() {
        for (byte[] message : List.of(AUTH, edit("dropped"), AUTH, edit("taken"))) {
            receive(message);
        }
        asked.get(0).completeExceptionally(new RefusedException("no"));
        open(1, room);
        assertThat(text()).isEqualTo("taken");
    }

    @Test
    @DisplayName("a socket that ends while its document is being opened leaves no lease behind")
    void endedWhileOpening() {
        receive(AUTH);
        receive(edit("x"));
        document.end();
        open(0, room);
        assertThat(leases).isZero();
        assertThat(room.connectionCount()).isZero();
        assertThat(waitingBytes).hasValue(0);
    }

    @Test
    @DisplayName("R19 a first frame that cannot be taken closes the socket instead of being skipped")
    void firstFramesThatFail() {
        Room broken = new Room(
                "broken",
                new YDoc(),
                RoomLimits.DEFAULT,
                RoomJournal.NONE,
                (update, doc, from) -> {
                    throw new IllegalStateException("broken");
                },
                TIME);
        receive(AUTH);
        receive(edit("x"));
        open(0, broken);
        assertThat(closed).containsExactly(CloseCodes.SERVER_ERROR);
    }

    @Test
    @DisplayName("frames wait for the end of a room's pause, and the socket's next frame with them")
    void pausedRooms() {
        receive(AUTH);
        open(0, room);
        room.pause();
        receive(edit("x"));
        assertThat(nexts).isEqualTo(1);
        assertThat(text()).isEmpty();
        room.resume();
        assertThat(nexts).isEqualTo(2);
        assertThat(text()).isEqualTo("x");
    }

    @Test
    @DisplayName("what waits for an opening is bounded for all documents of a socket together")
    void boundedWaiting() {
        waitingBytes.set(CollabDocument.MAX_WAITING_BYTES);
        receive(AUTH);
        receive(edit("x"));
        open(0, room);
        assertThat(closed).containsExactly(CloseCodes.POLICY_VIOLATION);
    }
}
