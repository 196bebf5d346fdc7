package dev.markco.agent.simulation;

import dev.markco.sync.protocol.MessageType;
import dev.markco.sync.protocol.Messages;
import dev.markco.sync.room.Framing;
import dev.markco.sync.room.Outbox;
import dev.markco.sync.room.Room;
import dev.markco.sync.room.RoomConnection;
import dev.markco.sync.room.Transport;
import dev.markco.yjs.lib0.Decoder;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/** A client of a {@link SimulatedRelay} as the relay sees it: any number of documents on one socket, in Hocuspocus framing. */
final class RelaySeat implements Seat {
    private static final int MAX_QUEUED = 1 << 20;

    private final SimulatedRelay relay;
    private final Outbox outbox;
    private final Map<String, RoomConnection> connections = new LinkedHashMap<>();

    RelaySeat(SimulatedRelay relay, Transport transport) {
        this.relay = relay;
        this.outbox = new Outbox(transport, MAX_QUEUED);
    }

    @Override
    public void receive(byte[] frame) {
        Decoder in = new Decoder(frame);
        String address = in.readVarString();
        byte[] message = Arrays.copyOfRange(frame, in.position(), frame.length);
        RoomConnection connection = connections.get(address);
        if (connection != null && connection.isEvicted()) {
            connections.remove(address);
            connection = null;
        }
        if (message[0] == MessageType.AUTH) {
            admit(address);
        } else if (message[0] == MessageType.CLOSE) {
            if (connection != null) {
                connections.remove(address);
                connection.leave();
            }
        } else if (connection != null) {
            RoomConnection open = connection;
            open.room().whenRunning(() -> open.receive(new Decoder(message)), () -> {});
        }
        outbox.pump();
    }

    private void admit(String address) {
        Framing framing = Framing.addressed(address);
        Room room = relay.admit(address);
        if (room == null) {
            outbox.offer(framing.frame(Messages.authDenied("it is in the trash")));
            return;
        }
        outbox.offer(framing.frame(Messages.authGranted(false)));
        RoomConnection former = connections.put(address, room.join(outbox, framing));
        if (former != null) {
            former.leave();
        }
    }

    @Override
    public void ended() {
        outbox.discard();
        connections.values().forEach(RoomConnection::leave);
        connections.clear();
    }
}
