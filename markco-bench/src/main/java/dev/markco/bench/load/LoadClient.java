package dev.markco.bench.load;

import dev.markco.sync.protocol.MessageType;
import dev.markco.sync.protocol.Messages;
import dev.markco.sync.room.Framing;
import dev.markco.yjs.StateVector;
import dev.markco.yjs.Updates;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** One Yjs client at one document: it says hello as a provider does, and looks for stamps instead of keeping a document. */
final class LoadClient implements WireSocket.Listener {
    private static final byte[] PONG = {MessageType.PONG};

    private final Dialect dialect;
    private final Framing framing;
    private final int prefix;
    private final Reader reader;
    private final WireSocket socket;
    private boolean joined;
    private @Nullable String closedBecause;

    /** Takes what a client is sent. */
    interface Reader {
        /** The whole answer to the client's question for what it lacks. */
        default void synced(int bytes) {}

        /** One more of the client's messages is durable; only with Hocuspocus framing. */
        default void acknowledged() {}

        /** A live update between two positions. */
        void updated(ByteBuffer bytes, int from, int to);
    }

    /** Starts to connect. */
    LoadClient(WireLoop loop, Dialect dialect, String document, Reader reader) throws IOException {
        this.dialect = dialect;
        this.framing = dialect.framing(document);
        this.prefix = framing.frame(new byte[0]).length;
        this.reader = reader;
        this.socket = loop.connect(dialect.path(document), this);
    }

    /** Whether it has got what the document held. */
    boolean isJoined() {
        if (closedBecause != null) {
            throw new IllegalStateException("a client's socket ended: " + closedBecause);
        }
        return joined;
    }

    /** Why the socket ended; null while it has not. */
    @Nullable
    String closedBecause() {
        return closedBecause;
    }

    void send(byte[] message) {
        socket.send(framing.frame(message));
    }

    void hangUp() {
        socket.hangUp();
    }

    @Override
    public void onOpen(WireSocket opened) {
        opened.send(framing.frame(
                dialect == Dialect.HOCUSPOCUS
                        ? Messages.authToken("", "4.7.0")
                        : Messages.syncStep1(StateVector.EMPTY)));
    }

    @Override
    public void onMessage(WireSocket from, ByteBuffer bytes, int start, int end) {
        if (end - start == 1 && bytes.get(start) == MessageType.PING) {
            from.send(PONG);
            return;
        }
        int at = start + prefix;
        if (end - at < 2) {
            return;
        }
        switch (bytes.get(at)) {
            case MessageType.SYNC, MessageType.SYNC_REPLY -> sync(bytes, at + 1, end);
            case MessageType.AUTH -> {
                if (bytes.get(at + 1) != MessageType.AUTH_GRANTED) {
                    throw new IllegalStateException("the server refuses the document");
                }
                send(Messages.syncStep1(StateVector.EMPTY));
            }
            case MessageType.SYNC_STATUS -> {
                if (bytes.get(at + 1) != 1) {
                    throw new IllegalStateException("the server does not take a message");
                }
                reader.acknowledged();
            }
            default -> {
                // presence
            }
        }
    }

    private void sync(ByteBuffer bytes, int at, int end) {
        switch (bytes.get(at)) {
            case MessageType.STEP_1 -> send(Messages.syncStep2(Updates.empty()));
            case MessageType.STEP_2 -> {
                joined = true;
                reader.synced(end - at);
            }
            case MessageType.UPDATE -> reader.updated(bytes, at, end);
            default -> throw new IllegalStateException("an unknown step of the sync protocol");
        }
    }

    @Override
    public void onClosed(String why) {
        closedBecause = why;
    }
}
