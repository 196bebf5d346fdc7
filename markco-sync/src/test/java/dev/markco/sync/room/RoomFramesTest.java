package dev.markco.sync.room;

import static org.assertj.core.api.Assertions.assertThat;

import dev.markco.sync.protocol.MessageType;
import dev.markco.sync.protocol.Messages;
import dev.markco.sync.time.SimulatedTime;
import dev.markco.sync.time.Time;
import dev.markco.yjs.StateVector;
import dev.markco.yjs.Updates;
import dev.markco.yjs.YDoc;
import dev.markco.yjs.lib0.Decoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the journal and the others get of the frames that a room takes. */
final class RoomFramesTest {
    private static final Time TIME = new SimulatedTime(1).process("relay");
    private static final Authorship ANNA = new Authorship(new UUID(1, 1), new UUID(1, 2), Means.PAGE, null);
    private static final Authorship BEN = new Authorship(new UUID(2, 1), new UUID(2, 2), Means.CLIENT, null);

    private final List<byte[]> journal = new ArrayList<>();
    private final List<Authorship> authors = new ArrayList<>();
    private CompletableFuture<Void> durable = CompletableFuture.completedFuture(null);
    private final Room room = new Room(
            "local/p/a",
            new YDoc(),
            RoomLimits.DEFAULT,
            (update, authorship) -> {
                journal.add(update);
                authors.add(authorship);
                return durable;
            },
            UpdateGate.OPEN,
            TIME);

    /** A client that shares what it writes when it is told to. */
    private final class Client {
        final YDoc doc = new YDoc();
        final List<byte[]> written = new ArrayList<>();
        private final RecordingTransport transport = new RecordingTransport(true);
        private final boolean addressed;
        private final RoomConnection connection;
        private int read;

        Client(Authorship by, boolean addressed) {
            this.addressed = addressed;
            Framing framing = addressed ? Framing.addressed("a") : Framing.PLAIN;
            connection = room.join(new Outbox(transport, 100_000), framing, false, by);
            connection.receive(new Decoder(Messages.syncStep1(StateVector.EMPTY)));
            read();
            doc.observeUpdate((update, origin) -> {
                if (origin == null) {
                    written.add(update);
                }
            });
        }

        void send(byte[] update) {
            connection.receive(new Decoder(Messages.update(update)));
        }

        void sendWritten() {
            written.forEach(this::send);
            written.clear();
        }

        String text() {
            read();
            return doc.getText("content").toString();
        }

        private void read() {
            for (; read < transport.frames.size(); read++) {
                Decoder in = new Decoder(transport.frames.get(read));
                if (addressed) {
                    in.readVarString();
                }
                if (in.readVarUint() == MessageType.SYNC && in.readVarUint() != MessageType.STEP_1) {
                    doc.applyUpdate(in.readVarBytes(), this);
                }
            }
        }
    }

    private String text() {
        return room.read(doc -> doc.getText("content").toString());
    }

    private boolean isRemembered(String text) {
        return new String(Updates.merge(journal), StandardCharsets.UTF_8).contains(text);
    }

    @ParameterizedTest(name = "addressed: {0}")
    @ValueSource(booleans = {false, true})
    @DisplayName("R45 who sends what another client's update waited for gets that update, structs")
    void wokenStructs(boolean addressed) {
        Client x = new Client(ANNA, addressed);
        Client y = new Client(BEN, addressed);
        y.doc.getText("content").insert(0, "y");
        x.doc.applyUpdate(y.written.get(0), "behind the relay's back");
        x.doc.getText("content").insert(1, "x");
        x.sendWritten();
        assertThat(text()).as("it waits").isEmpty();
        y.sendWritten();
        assertThat(text()).isEqualTo("yx");
        assertThat(y.text()).isEqualTo("yx");
        assertThat(x.text()).isEqualTo("yx");
    }

    @ParameterizedTest(name = "addressed: {0}")
    @ValueSource(booleans = {false, true})
    @DisplayName("R45 who sends what another client's update waited for gets that update, deletions")
    void wokenDeletions(boolean addressed) {
        Client x = new Client(ANNA, addressed);
        Client y = new Client(BEN, addressed);
        y.doc.getText("content").insert(0, "y");
        x.doc.applyUpdate(y.written.get(0), "behind the relay's back");
        x.doc.getText("content").delete(0, 1);
        x.sendWritten();
        y.sendWritten();
        assertThat(text()).isEmpty();
        assertThat(y.text()).isEmpty();
        assertThat(isRemembered("y")).isTrue();
    }

    @Test
    @DisplayName("R45 an edit of the server's own, and a listener that made the change, are told of what it woke, too")
    void wokenByOthersThanConnections() {
        List<String> heard = new ArrayList<>();
        Object uplink = new Object();
        room.observe((update, origin) -> heard.add(origin == uplink ? "own" : "foreign"));
        YDoc y = new YDoc();
        y.getText("content").insert(0, "y");
        byte[] first = y.encodeStateAsUpdate();
        YDoc x = new YDoc();
        x.applyUpdate(first);
        StateVector before = x.stateVector();
        x.getText("content").insert(1, "x");
        room.apply(x.encodeDiff(before), null);
        room.apply(first, uplink);
        assertThat(heard).containsExactly("foreign");
        x.getText("content").insert(2, "z");
        room.apply(x.encodeStateAsUpdate(), uplink);
        assertThat(heard).containsExactly("foreign", "own");
    }

    @Test
    @DisplayName("the sender of a frame that wakes nothing does not get it back")
    void nothingWoken() {
        Client x = new Client(ANNA, false);
        x.doc.getText("content").insert(0, "x");
        int frames = x.transport.frames.size();
        x.sendWritten();
        assertThat(x.transport.frames).hasSize(frames);
    }

    @Test
    @DisplayName("R42 the journal gets what one frame inserts and deletes, which the document's event has lost")
    void insertedAndDeletedInOneFrame() {
        Client x = new Client(ANNA, false);
        x.doc.getText("content").insert(0, "second thoughts");
        byte[] inserted = x.written.get(0);
        x.doc.getText("content").delete(0, 15);
        x.send(Updates.merge(List.of(inserted, x.written.get(1))));
        assertThat(text()).isEmpty();
        assertThat(isRemembered("second thoughts")).isTrue();
    }

    @Test
    @DisplayName("R42 the journal gets content of what was known as deleted, and of a frame only what is new")
    void cutToWhatIsNew() {
        Client x = new Client(ANNA, false);
        Client y = new Client(BEN, false);
        x.doc.getText("content").insert(0, "early ");
        byte[] whole = x.doc.encodeStateAsUpdate();
        y.doc.applyUpdate(whole, "behind the relay's back");
        y.doc.getText("content").delete(0, 6);
        y.send(y.doc.encodeStateAsUpdate());
        assertThat(isRemembered("early")).isFalse();
        x.send(whole);
        assertThat(isRemembered("early")).isTrue();
        assertThat(text()).isEmpty();

        x.read();
        x.doc.getText("content").insert(0, "later ");
        x.send(x.doc.encodeStateAsUpdate());
        byte[] last = journal.get(journal.size() - 1);
        assertThat(new String(last, StandardCharsets.UTF_8)).contains("later").doesNotContain("early");
        int journaled = journal.size();
        x.send(x.doc.encodeStateAsUpdate());
        assertThat(journal).as("nothing new").hasSize(journaled);
    }

    /** A frame that inserts a text and deletes it again. */
    private static byte[] secondThoughts(String text) {
        YDoc doc = new YDoc();
        doc.getText("content").insert(0, text);
        byte[] inserted = doc.encodeStateAsUpdate();
        doc.getText("content").delete(0, text.length());
        return Updates.merge(List.of(inserted, doc.encodeStateAsUpdate()));
    }

    @Test
    @DisplayName(
            "R42 what the journal has and the document did not keep is journaled once, however often and by whom it comes")
    void sentAgain() {
        Client x = new Client(ANNA, false);
        Client y = new Client(BEN, true);
        byte[] frame = secondThoughts("second thoughts");
        for (int i = 0; i < 10; i++) {
            x.send(frame);
            y.send(frame.clone());
            assertThat(room.apply(frame.clone(), BEN).toCompletableFuture()).isCompleted();
        }
        assertThat(journal).hasSize(1);
        assertThat(isRemembered("second thoughts")).isTrue();
        assertThat(room.hasJournaled(frame.clone())).isTrue();
        room.edit(ANNA, doc -> doc.getText("content").insert(0, "news "));
        x.send(frame);
        assertThat(journal).hasSize(2);
    }

    @Test
    @DisplayName("R42 what waits for something is journaled once, however often it comes")
    void waitingSentAgain() {
        Client x = new Client(ANNA, false);
        YDoc doc = new YDoc();
        doc.getText("content").insert(0, "first ");
        byte[] first = doc.encodeStateAsUpdate();
        StateVector known = doc.stateVector();
        doc.getText("content").insert(6, "second");
        byte[] second = doc.encodeDiff(known);
        for (int i = 0; i < 10; i++) {
            x.send(second);
        }
        assertThat(journal).hasSize(1);
        x.send(first);
        x.send(second);
        assertThat(text()).isEqualTo("first second");
        assertThat(journal).hasSize(2);
    }

    @Test
    @DisplayName(
            "R18 R42 a frame that comes again is acknowledged no earlier than it is durable, and journaled if it was not")
    void sentAgainBeforeItIsDurable() {
        byte[] frame = secondThoughts("second thoughts");
        CompletableFuture<Void> refused = new CompletableFuture<>();
        durable = refused;
        room.apply(frame, ANNA);
        assertThat(room.apply(frame, ANNA).toCompletableFuture()).isNotDone();
        assertThat(journal).hasSize(1);
        refused.completeExceptionally(new IllegalStateException("for this test"));
        durable = CompletableFuture.completedFuture(null);
        assertThat(room.hasJournaled(frame)).isFalse();
        room.apply(frame, ANNA);
        assertThat(journal).hasSize(2);
    }

    @Test
    @DisplayName("R32 the frames that are known are so many at most; what was forgotten is journaled once more")
    void knownFramesAreBounded() {
        byte[] first = secondThoughts("first");
        room.apply(first, ANNA);
        for (int i = 0; i < Resent.MOST; i++) {
            room.apply(secondThoughts("thought " + i), ANNA);
        }
        assertThat(room.hasJournaled(first)).isFalse();
        room.apply(first, ANNA);
        room.apply(first, ANNA);
        assertThat(journal).hasSize(Resent.MOST + 2);
    }

    @Test
    @DisplayName("what people type is kept by the document, and none of the frames that are known")
    void typing() {
        Client x = new Client(ANNA, false);
        List<byte[]> frames = new ArrayList<>();
        x.doc.observeUpdate((update, origin) -> frames.add(update));
        for (int i = 0; i < 20; i++) {
            x.doc.getText("content").insert(i, "x");
        }
        x.doc.getText("content").delete(3, 4);
        x.sendWritten();
        assertThat(frames).hasSize(21).noneMatch(room::hasJournaled);
    }

    @Test
    @DisplayName("R41 each row has its author: the connection's, that of a change without one, nobody's")
    void authors() {
        Client x = new Client(ANNA, false);
        x.doc.getText("content").insert(0, "x");
        x.sendWritten();
        room.edit(BEN, doc -> doc.getText("content").insert(0, "b"));
        YDoc other = new YDoc();
        other.getText("content").insert(0, "o");
        room.apply(other.encodeStateAsUpdate(), BEN);
        room.edit(null, doc -> doc.getText("content").insert(0, "n"));
        x.connection.readmit(false, BEN);
        x.doc.getText("content").insert(0, "x");
        x.sendWritten();
        assertThat(authors).containsExactly(ANNA, BEN, BEN, Authorship.UNKNOWN, BEN);
    }

    @Test
    @DisplayName("R2 R41 what the server writes for people has an id for each of them")
    void idsOfEditors() {
        for (Authorship by : List.of(ANNA, BEN, ANNA, Authorship.UNKNOWN, BEN)) {
            room.edit(by, doc -> doc.getText("content").insert(0, "x"));
        }
        List<Object> ids = new ArrayList<>();
        journal.forEach(update -> ids.addAll(Updates.firstClocks(update).keySet()));
        assertThat(ids).hasSize(5);
        assertThat(ids.get(2)).isEqualTo(ids.get(0));
        assertThat(ids.get(4)).isEqualTo(ids.get(1));
        assertThat(ids.subList(0, 2)).doesNotHaveDuplicates().doesNotContain(ids.get(3));
        assertThat(room.<StateVector>read(YDoc::stateVector).clients()).hasSize(3);
    }

    @Test
    @DisplayName("R46 what is shown and not known to be durable is journaled before the first change behind it, once")
    void borrowed() {
        YDoc other = new YDoc();
        other.getText("content").insert(0, "from a spool ");
        room.borrow(other.encodeStateAsUpdate(), ANNA);
        assertThat(text()).isEqualTo("from a spool ");
        assertThat(journal).isEmpty();
        Client y = new Client(BEN, false);
        assertThat(y.text()).isEqualTo("from a spool ");
        y.doc.getText("content").insert(13, "and more");
        y.sendWritten();
        assertThat(authors).containsExactly(ANNA, BEN);
        YDoc stored = new YDoc();
        journal.forEach(stored::applyUpdate);
        assertThat(stored.hasPending()).isFalse();
        assertThat(stored.getText("content").toString()).isEqualTo("from a spool and more");
        y.doc.getText("content").insert(0, "!");
        y.sendWritten();
        assertThat(journal).hasSize(3);
    }
}
