package dev.markco.sync.room;

import static org.assertj.core.api.Assertions.assertThat;

import dev.markco.sync.protocol.MessageType;
import dev.markco.sync.protocol.Messages;
import dev.markco.sync.time.SimulatedTime;
import dev.markco.sync.time.Time;
import dev.markco.yjs.YDoc;
import dev.markco.yjs.lib0.Decoder;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What a y-websocket client is told of the durability of its edits. */
final class DurableCountTest {
    private static final Time TIME = new SimulatedTime(1).process("relay");
    private final List<CompletableFuture<Void>> commits = new ArrayList<>();
    private final Room room = new Room(
            "a",
            new YDoc(),
            RoomLimits.DEFAULT,
            (update, authorship) -> {
                CompletableFuture<Void> commit = new CompletableFuture<>();
                commits.add(commit);
                return commit;
            },
            UpdateGate.OPEN,
            TIME);

    /** A client that types, and the counts it was told. */
    private final class Client {
        private final RecordingTransport transport = new RecordingTransport(true);
        private final Outbox outbox = new Outbox(transport, 1000);
        private final RoomConnection connection = room.join(outbox, Framing.PLAIN);
        private final YDoc doc = new YDoc();

        private void send(byte[] update) {
            connection.receive(new Decoder(Messages.update(update)));
        }

        private byte[] type() {
            var before = doc.stateVector();
            doc.getText("content").insert(0, "x");
            byte[] update = doc.encodeDiff(before);
            send(update);
            return update;
        }

        private List<Long> counts() {
            List<Long> counts = new ArrayList<>();
            for (byte[] frame : transport.frames) {
                Decoder in = new Decoder(frame);
                if (in.readVarUint() == MessageType.SYNC_STATUS) {
                    counts.add(in.readVarUint());
                }
            }
            return counts;
        }
    }

    @Test
    @DisplayName(
            "R18 with ack=1 a y-websocket client is told how many of its sync frames are durable, and never too early")
    void counts() {
        Client client = new Client();
        client.connection.countDurable();
        client.type();
        byte[] second = client.type();
        client.type();
        client.send(second);
        assertThat(client.counts()).isEmpty();
        commits.get(0).complete(null);
        assertThat(client.counts()).containsExactly(1L);
        commits.get(1).complete(null);
        assertThat(client.counts())
                .as("the repeated one waits for what came before it")
                .containsExactly(1L, 2L);
        commits.get(2).complete(null);
        assertThat(client.counts()).endsWith(4L).isSorted().doesNotHaveDuplicates();
    }

    @Test
    @DisplayName("R18 the count ends before an update that is lost, though later ones are durable")
    void endsBeforeALostOne() {
        Client client = new Client();
        client.connection.countDurable();
        client.type();
        client.type();
        client.type();
        commits.get(0).complete(null);
        commits.get(1).completeExceptionally(new IllegalStateException("refused"));
        commits.get(2).complete(null);
        assertThat(client.counts()).containsExactly(1L);
    }

    @Test
    @DisplayName("R18 who has not asked is told nothing, and who has left neither")
    void onlyOnRequest() {
        Client silent = new Client();
        Client gone = new Client();
        gone.connection.countDurable();
        silent.type();
        gone.type();
        gone.connection.leave();
        commits.forEach(commit -> commit.complete(null));
        assertThat(silent.counts()).isEmpty();
        assertThat(gone.counts()).isEmpty();
    }
}
