package dev.markco.sync.room;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.markco.sync.protocol.AwarenessUpdate;
import dev.markco.sync.protocol.MessageType;
import dev.markco.sync.protocol.Messages;
import dev.markco.sync.time.SimulatedTime;
import dev.markco.sync.time.Time;
import dev.markco.yjs.DecodeException;
import dev.markco.yjs.StateVector;
import dev.markco.yjs.YDoc;
import dev.markco.yjs.lib0.Decoder;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

final class RoomTest {
    private static final Time TIME = new SimulatedTime(1).process("relay");
    private final List<byte[]> journal = new ArrayList<>();
    private final Room room = new Room(
            "local/p/a",
            new YDoc(),
            RoomLimits.DEFAULT,
            (update, authorship) -> {
                journal.add(update);
                return CompletableFuture.completedFuture(null);
            },
            UpdateGate.OPEN,
            TIME);

    /** A client whose document takes in what its socket gets. */
    private final class Client {
        final YDoc doc = new YDoc();
        final RecordingTransport transport;
        final RoomConnection connection;
        private int read;

        Client(boolean instant, int maxQueuedBytes) {
            this(instant, maxQueuedBytes, new Traffic());
        }

        Client(boolean instant, int maxQueuedBytes, Traffic traffic) {
            transport = new RecordingTransport(instant);
            connection = room.join(new Outbox(transport, maxQueuedBytes, traffic), Framing.PLAIN);
        }

        void send(byte[] message) {
            connection.receive(new Decoder(message));
        }

        /** Reads all frames that arrived; returns how many updates were among them. */
        int read() {
            int updates = 0;
            for (; read < transport.frames.size(); read++) {
                Decoder in = new Decoder(transport.frames.get(read));
                if (in.readVarUint() == MessageType.SYNC && in.readVarUint() != MessageType.STEP_1) {
                    doc.applyUpdate(in.readVarBytes());
                    updates++;
                }
            }
            return updates;
        }

        String text() {
            read();
            return doc.getText("content").toString();
        }
    }

    private void type(String text) {
        room.edit(
                null,
                doc -> doc.getText("content").insert(doc.getText("content").length(), text));
    }

    @Test
    void whoJoinsIsAskedForWhatItHas() {
        type("x");
        Client client = new Client(true, 1000);
        Decoder first = new Decoder(client.transport.frames.get(0));
        assertThat(first.readVarUint()).isEqualTo(MessageType.SYNC);
        assertThat(first.readVarUint()).isEqualTo(MessageType.STEP_1);
        assertThat(StateVector.decode(first.readVarBytes()).isEmpty()).isFalse();
        client.send(Messages.syncStep1(StateVector.EMPTY));
        assertThat(client.text()).isEqualTo("x");
    }

    @Test
    void anUpdateGoesToTheOthersAndTheJournalOnce() {
        Client a = new Client(true, 1000);
        Client b = new Client(true, 1000);
        a.read();
        b.read();
        a.doc.getText("content").insert(0, "hi");
        byte[] update = a.doc.encodeStateAsUpdate();
        a.send(Messages.update(update));
        a.send(Messages.update(update));
        assertThat(a.read()).isZero();
        assertThat(b.read()).isEqualTo(1);
        assertThat(b.text()).isEqualTo("hi");
        assertThat(journal).hasSize(1);
    }

    @Test
    void whatWaitsForASlowSocketIsMergedIntoOneFrame() {
        Client slow = new Client(false, 1_000_000);
        slow.send(Messages.syncStep1(StateVector.EMPTY));
        slow.transport.deliverAll();
        for (int i = 0; i < 100; i++) {
            type("line " + i + "\n");
        }
        slow.transport.deliverAll();
        assertThat(slow.transport.frames).hasSizeLessThan(5);
        assertThat(slow.text()).isEqualTo(text());
    }

    @Test
    void aClientThatFallsBehindTheBoundIsResynced() {
        Client slow = new Client(false, 2_000);
        slow.send(Messages.syncStep1(StateVector.EMPTY));
        slow.transport.deliverAll();
        for (int i = 0; i < 100; i++) {
            type("a line of some length, number " + i + "\n");
            if (i % 10 == 3) {
                room.edit(null, doc -> doc.getText("content").delete(0, 5));
            }
        }
        slow.transport.deliverAll();
        assertThat(slow.transport.closedWith).isZero();
        assertThat(slow.text()).isEqualTo(text());
        int bytes =
                slow.transport.frames.stream().mapToInt(frame -> frame.length).sum();
        assertThat(bytes).as("everything was sent about once").isLessThan(text().length() * 2);
    }

    @Test
    @DisplayName("a client that fell behind gets what every later writer wrote, not that of the first alone")
    void everyLaterUpdateLowersTheResyncPoint() {
        Client slow = fallenBehind();
        YDoc first = writer();
        YDoc second = writer();
        room.apply(written(first, "of the first "), null);
        room.apply(written(second, "of the second "), null);
        room.apply(written(first, "of the first again "), null);
        slow.transport.deliverAll();
        assertThat(slow.text()).isEqualTo(text()).contains("of the first ", "of the second ", "of the first again ");
        assertThat(slow.doc.hasPending()).isFalse();
    }

    /** A client of which updates were dropped, because it read none of them. */
    private Client fallenBehind() {
        Traffic traffic = new Traffic();
        Client slow = new Client(false, 500, traffic);
        slow.send(Messages.syncStep1(StateVector.EMPTY));
        slow.transport.deliverAll(); // an answer that waits would have all that comes
        while (traffic.resyncs() == 0) {
            type("a line of some length\n");
        }
        return slow;
    }

    private YDoc writer() {
        YDoc writer = new YDoc();
        writer.applyUpdate(room.read(YDoc::encodeStateAsUpdate));
        return writer;
    }

    private static byte[] written(YDoc writer, String text) {
        StateVector before = writer.stateVector();
        writer.getText("content").insert(0, text);
        return writer.encodeDiff(before);
    }

    @Test
    void aClientThatCannotEvenTakeItsAnswersIsClosed() {
        type("x".repeat(1000));
        Client slow = new Client(false, 2_000);
        for (int i = 0; i < 100; i++) {
            slow.send(Messages.syncStep1(StateVector.EMPTY));
        }
        assertThat(slow.transport.closedWith).isEqualTo(CloseCodes.TRY_AGAIN_LATER);
    }

    @Test
    void malformedMessagesChangeNothing() {
        type("kept");
        int journaled = journal.size();
        Client client = new Client(true, 1000);
        byte[] update = Messages.update(room.read(YDoc::encodeStateAsUpdate));
        for (int cut = 1; cut < update.length; cut++) {
            byte[] torn = java.util.Arrays.copyOf(update, cut);
            assertThatThrownBy(() -> client.send(torn)).isInstanceOf(DecodeException.class);
        }
        assertThat(text()).isEqualTo("kept");
        assertThat(journal).hasSize(journaled);
        client.send(new byte[] {100});
        client.send(new byte[] {MessageType.SYNC, 9, 0});
    }

    @Test
    @DisplayName("R18 an update that has to wait for another is journaled as it came")
    void pendingUpdatesAreJournaled() {
        YDoc writer = new YDoc();
        List<byte[]> updates = new ArrayList<>();
        writer.observeUpdate((update, origin) -> updates.add(update));
        writer.getText("content").insert(0, "a");
        writer.getText("content").insert(1, "b");
        room.apply(updates.get(1), null);
        assertThat(journal).containsExactly(updates.get(1));
        room.apply(updates.get(0), null);
        YDoc replayed = new YDoc();
        journal.forEach(replayed::applyUpdate);
        assertThat(replayed.getText("content").toString()).isEqualTo("ab");
    }

    @Test
    void aPausedRoomTakesFramesWhenItGoesOn() {
        room.pause();
        room.pause();
        List<String> order = new ArrayList<>();
        room.whenRunning(() -> order.add("first"), () -> {});
        room.whenRunning(() -> order.add("second"), () -> {});
        room.resume();
        assertThat(order).isEmpty();
        room.resume();
        assertThat(order).containsExactly("first", "second");
        room.whenRunning(() -> order.add("third"), () -> {});
        assertThat(order).hasSize(3);
        assertThatThrownBy(room::resume).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aClientThatLeftGetsNothing() {
        Client client = new Client(true, 1000);
        client.connection.leave();
        client.connection.leave();
        int before = client.transport.frames.size();
        type("x");
        assertThat(client.transport.frames).hasSize(before);
        assertThat(room.connectionCount()).isZero();
    }

    @Test
    @DisplayName("R26 a document larger than the bound of a socket's queue is served over Hocuspocus framing too")
    void aLargeDocumentIsServed() {
        type("x".repeat(50_000));
        RecordingTransport slow = new RecordingTransport(false);
        RoomConnection connection = room.join(new Outbox(slow, 2_000), Framing.addressed("a"));
        connection.receive(new Decoder(Messages.syncStep1(StateVector.EMPTY)));
        connection.receive(new Decoder(Messages.queryAwareness()));
        slow.deliverAll();
        assertThat(slow.closedWith).isZero();
        assertThat(slow.frames.stream().mapToInt(frame -> frame.length)).anyMatch(length -> length > 50_000);
        assertThat(slow.frames).as("answer, question, presence").hasSize(3);
    }

    @Test
    @DisplayName("a client that cannot be written to is closed, and neither the writer nor the others notice")
    void oneBrokenTransport() {
        List<Integer> closed = new ArrayList<>();
        Outbox broken = new Outbox(
                new Transport() {
                    @Override
                    public void send(byte[] frame, Runnable done) {
                        throw new IllegalStateException("broken");
                    }

                    @Override
                    public void close(int code, String reason) {
                        closed.add(code);
                    }
                },
                1000);
        room.join(broken, Framing.PLAIN);
        Client other = new Client(true, 1000);
        type("x");
        assertThat(other.text()).isEqualTo("x");
        assertThat(closed).containsExactly(CloseCodes.SERVER_ERROR);
    }

    @Test
    @DisplayName("R27 who left while its frame waited is not shown as present")
    void noGhosts() {
        Client client = new Client(true, 1000);
        byte[] presence = Messages.awareness(new AwarenessUpdate(List.of(new AwarenessUpdate.Entry(1, 1, "{}"))));
        room.pause();
        room.whenRunning(() -> client.send(presence), () -> {});
        client.connection.leave();
        room.resume();
        Client next = new Client(true, 1000);
        assertThat(next.transport.frames).as("only the question what it has").hasSize(1);
    }

    @Test
    @DisplayName("R18 an edit of a client that left while its frame waited is taken")
    void editsOfWhoLeft() {
        Client client = new Client(true, 1000);
        client.doc.getText("content").insert(0, "last words");
        room.pause();
        room.whenRunning(() -> client.send(Messages.update(client.doc.encodeStateAsUpdate())), () -> {});
        client.connection.leave();
        room.resume();
        assertThat(text()).isEqualTo("last words");
    }

    @Test
    @DisplayName("R18 who left and came back under the same address is not told of the updates of before")
    void noStrayAcknowledgements() {
        CompletableFuture<Void> durable = new CompletableFuture<>();
        Room slow =
                new Room("a", new YDoc(), RoomLimits.DEFAULT, (update, authorship) -> durable, UpdateGate.OPEN, TIME);
        RecordingTransport transport = new RecordingTransport(true);
        Outbox outbox = new Outbox(transport, 1000);
        RoomConnection before = slow.join(outbox, Framing.addressed("a"));
        YDoc doc = new YDoc();
        doc.getText("content").insert(0, "x");
        before.receive(new Decoder(Messages.update(doc.encodeStateAsUpdate())));
        before.leave();
        slow.join(outbox, Framing.addressed("a"));
        durable.complete(null);
        assertThat(transport.frames).isEmpty();
    }

    @Test
    @DisplayName("R18 an update that the journal does not take is not acknowledged, though those before it were")
    void brokenJournals() {
        List<byte[]> taken = new ArrayList<>();
        Room broken = new Room(
                "a",
                new YDoc(),
                RoomLimits.DEFAULT,
                (update, authorship) -> {
                    if (!taken.isEmpty()) {
                        throw new IllegalStateException("broken");
                    }
                    taken.add(update);
                    return CompletableFuture.completedFuture(null);
                },
                UpdateGate.OPEN,
                TIME);
        broken.edit(null, doc -> doc.getText("content").insert(0, "taken"));
        assertThat(broken.whenDurable().toCompletableFuture()).isCompleted();
        YDoc doc = new YDoc();
        doc.getText("content").insert(0, "not taken");
        assertThat(broken.apply(doc.encodeStateAsUpdate(), null).toCompletableFuture())
                .isCompletedExceptionally();
    }

    @Test
    @DisplayName("a frame that fails after a pause does not hold up the frames behind it")
    void framesBehindAFailure() {
        List<String> order = new ArrayList<>();
        room.pause();
        room.whenRunning(
                () -> {
                    throw new IllegalStateException("broken");
                },
                () -> order.add("next of the first"));
        room.whenRunning(() -> order.add("second"), () -> order.add("next of the second"));
        room.resume();
        assertThat(order).containsExactly("second", "next of the first", "next of the second");
    }

    @Test
    @DisplayName("R4 when a pause has begun no frame is being taken")
    void pauseIsTight() throws Exception {
        List<String> order = Collections.synchronizedList(new ArrayList<>());
        CountDownLatch taking = new CountDownLatch(1);
        Thread pausing = new Thread(() -> {
            try {
                taking.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            room.pause();
            order.add("paused");
        });
        pausing.start();
        room.whenRunning(
                () -> {
                    taking.countDown();
                    await().until(() -> !order.isEmpty() || pausing.getState() == Thread.State.WAITING);
                    order.add("taken");
                },
                () -> {});
        pausing.join();
        assertThat(order).containsExactly("taken", "paused");
    }

    private String text() {
        return room.read(doc -> doc.getText("content").toString());
    }
}
