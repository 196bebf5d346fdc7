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
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Clients with a history of their own, in rooms that decide about those first. */
final class KeptApartTest {
    private static final Time TIME = new SimulatedTime(1).process("relay");
    private final Gate gate = new Gate();
    private final Room room = new Room("local/p/a", new YDoc(), RoomLimits.DEFAULT, RoomJournal.NONE, gate, TIME);

    /** Keeps unrelated clients apart, and their histories to itself. */
    private static final class Gate implements UpdateGate {
        final List<byte[]> histories = new ArrayList<>();
        final List<RoomConnection> left = new ArrayList<>();

        @Override
        public boolean asksFirst() {
            return true;
        }

        @Override
        public boolean keepsApart(StateVector theirs, YDoc doc, RoomConnection from) {
            return isUnrelated(theirs, doc);
        }

        @Override
        public boolean admit(byte[] update, YDoc doc, RoomConnection from) {
            boolean admitted = !isUnrelated(Updates.stateVector(update), doc);
            if (!admitted) {
                histories.add(update);
            }
            return admitted;
        }

        @Override
        public void left(RoomConnection from) {
            left.add(from);
        }

        private static boolean isUnrelated(StateVector theirs, YDoc doc) {
            return !theirs.isEmpty() && !doc.stateVector().isEmpty() && !theirs.sharesClientWith(doc.stateVector());
        }
    }

    /** A client that notes what it gets. */
    private static final class Client {
        final YDoc doc = new YDoc();
        final RecordingTransport transport = new RecordingTransport(true);
        final RoomConnection connection;

        Client(Room room, boolean readOnly) {
            connection = room.join(new Outbox(transport, 1_000), Framing.PLAIN, readOnly, Authorship.UNKNOWN);
        }

        void ask() {
            connection.receive(new Decoder(Messages.syncStep1(doc.stateVector())));
        }

        void tell() {
            connection.receive(new Decoder(Messages.syncStep2(doc.encodeStateAsUpdate())));
        }

        /** The steps of the sync messages that came. */
        List<Integer> steps() {
            List<Integer> steps = new ArrayList<>();
            for (byte[] frame : transport.frames) {
                Decoder in = new Decoder(frame);
                if (in.readVarUint() == MessageType.SYNC) {
                    steps.add((int) in.readVarUint());
                }
            }
            return steps;
        }

        /** The text with all that came. */
        String text() {
            for (byte[] frame : transport.frames) {
                Decoder in = new Decoder(frame);
                if (in.readVarUint() == MessageType.SYNC && in.readVarUint() != MessageType.STEP_1) {
                    doc.applyUpdate(in.readVarBytes());
                }
            }
            return doc.getText("content").toString();
        }
    }

    @BeforeEach
    void fill() {
        type("ours.");
    }

    private void type(String text) {
        room.edit(null, doc -> doc.getText("content").insert(0, text));
    }

    private Client stranger() {
        Client client = new Client(room, false);
        client.doc.getText("content").insert(0, "theirs.");
        return client;
    }

    @Test
    @DisplayName("R1 an unrelated client is asked for what it has, and told nothing until it is let in")
    void toldNothingUntilLetIn() {
        Client other = new Client(room, false);
        other.ask();
        Client client = stranger();
        client.ask();
        client.tell();
        type("more ");
        assertThat(client.steps()).containsExactly(MessageType.STEP_1);
        assertThat(gate.histories).hasSize(1);
        assertThat(other.text()).isEqualTo("more ours.");

        client.connection.letIn();
        client.connection.letIn();
        type("and ");
        assertThat(client.steps()).containsExactly(MessageType.STEP_1, MessageType.STEP_2, MessageType.UPDATE);
        assertThat(client.text()).contains("and more ours.");
    }

    @Test
    @DisplayName("R1 an update that is admitted lets its client in")
    void anAdmittedUpdateLetsIn() {
        Client client = stranger();
        client.ask();
        room.apply(client.doc.encodeStateAsUpdate(), null);
        client.tell();
        assertThat(client.steps()).containsExactly(MessageType.STEP_1, MessageType.STEP_2);
        assertThat(client.text()).contains("ours.").containsOnlyOnce("theirs.");
    }

    @Test
    @DisplayName("R1 a client that has not told what it has gets nothing, and then everything, once")
    void whoHasNotAskedGetsNothing() {
        Client client = new Client(room, false);
        type("more ");
        assertThat(client.steps()).containsExactly(MessageType.STEP_1);
        client.ask();
        type("and ");
        assertThat(client.steps()).containsExactly(MessageType.STEP_1, MessageType.STEP_2, MessageType.UPDATE);
        assertThat(client.text()).isEqualTo("and more ours.");
    }

    @Test
    @DisplayName("R1 a client that is kept apart and leaves gets nothing any more, and the gate hears of it")
    void whoLeavesIsForgotten() {
        Client client = stranger();
        client.ask();
        client.connection.leave();
        client.connection.letIn();
        client.ask();
        assertThat(gate.left).containsExactly(client.connection);
        assertThat(room.connectionCount()).isZero();
        Client evicted = stranger();
        evicted.ask();
        room.evict(CloseCodes.TRASHED, "gone");
        assertThat(gate.left).contains(evicted.connection);
    }

    @Test
    @DisplayName("R1 a client that may only read brings nothing, and is answered at once")
    void readersAreAnswered() {
        Client client = new Client(room, true);
        client.doc.getText("content").insert(0, "theirs.");
        type("more ");
        client.ask();
        assertThat(client.steps()).containsExactly(MessageType.STEP_1, MessageType.UPDATE, MessageType.STEP_2);
    }

    @Test
    @DisplayName("R1 an open room tells everyone everything, asked or not")
    void openRoomsKeepNobodyApart() {
        Room open = new Room("local/p/b", new YDoc(), TIME);
        open.edit(null, doc -> doc.getText("content").insert(0, "ours."));
        Client client = new Client(open, false);
        client.doc.getText("content").insert(0, "theirs.");
        open.edit(null, doc -> doc.getText("content").insert(0, "more "));
        client.ask();
        assertThat(client.steps()).containsExactly(MessageType.STEP_1, MessageType.UPDATE, MessageType.STEP_2);
    }
}
