package dev.markco.agent.simulation;

import dev.markco.agent.internal.project.Project;
import dev.markco.agent.internal.project.RefusedDocumentException;
import dev.markco.sync.protocol.MessageType;
import dev.markco.sync.room.Framing;
import dev.markco.sync.room.Outbox;
import dev.markco.sync.room.RoomConnection;
import dev.markco.sync.room.RoomLease;
import dev.markco.sync.room.Transport;
import dev.markco.yjs.StateVector;
import dev.markco.yjs.lib0.Decoder;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A tab at an agent's own port as the agent sees it: one document, plain y-websocket, as {@code LocalServer} lets it in. */
final class LocalSeat implements Seat {
    private static final int MAX_QUEUED = 1 << 20;

    private final Project project;
    private final String docPath;
    private final Outbox outbox;
    private RoomLease lease;
    /** It is let in when it has said what it has: the document may be another one by now. */
    private boolean choosing;

    private @Nullable RoomConnection connection;

    LocalSeat(Project project, String docPath, Transport transport) throws IOException {
        this.project = project;
        this.docPath = docPath;
        this.outbox = new Outbox(transport, MAX_QUEUED);
        try {
            lease = project.lease(docPath);
        } catch (RefusedDocumentException e) {
            throw new IOException(e);
        }
        choosing = project.hadOthers(docPath);
        if (!choosing) {
            join();
        }
    }

    private void join() {
        connection = lease.room().join(outbox, Framing.PLAIN);
    }

    @Override
    public void receive(byte[] frame) {
        if (choosing) {
            choosing = false;
            if (frame[0] == MessageType.SYNC && frame[1] == MessageType.STEP_1) {
                choose(frame);
            }
            join();
        }
        RoomConnection open = connection;
        if (open != null) {
            open.room().whenRunning(() -> open.receive(new Decoder(frame)), () -> {});
        }
        outbox.pump();
    }

    private void choose(byte[] frame) {
        Decoder in = new Decoder(frame);
        in.readVarUint();
        in.readVarUint();
        try {
            RoomLease chosen = project.lease(docPath, StateVector.decode(in.readVarBytes()));
            lease.close();
            lease = chosen;
        } catch (IOException | RefusedDocumentException e) {
            // It stays where it asked to be.
            choosing = false;
        }
    }

    @Override
    public void ended() {
        outbox.discard();
        RoomConnection open = connection;
        if (open != null) {
            open.leave();
        }
        lease.close();
    }
}
