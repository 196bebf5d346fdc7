package dev.markco.relay;

import dev.markco.sync.interop.FrameListener;
import dev.markco.sync.protocol.MessageType;
import dev.markco.sync.protocol.Messages;
import dev.markco.sync.room.Framing;
import dev.markco.yjs.StateVector;
import dev.markco.yjs.YDoc;
import dev.markco.yjs.lib0.Decoder;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * A client that types words, knows which of them the relay has acknowledged, and keeps its document when it reconnects: by
 * y-websocket with {@code ack=1}, or by Hocuspocus framing with its SyncStatus. Thread-safe.
 */
final class TypingClient {
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final String TEXT = "content";

    private final String name;
    private final @Nullable String address;
    private final YDoc doc = new YDoc();
    private final List<String> words = new ArrayList<>();
    private final Set<String> acknowledged = new LinkedHashSet<>();
    private final List<String> refusals = new ArrayList<>();
    private @Nullable Connection connection;

    private TypingClient(String name, @Nullable String address) {
        this.name = name;
        this.address = address;
    }

    static TypingClient yWebsocket(String name) {
        return new TypingClient(name, null);
    }

    /** A client of the document {@code address} on {@code /collab}. */
    static TypingClient hocuspocus(String name, String address) {
        return new TypingClient(name, address);
    }

    boolean isHocuspocus() {
        return address != null;
    }

    /** One socket's life. Guarded by the client. */
    private final class Connection extends FrameListener {
        /** The words that each step 2 or update brought. */
        private final List<List<String>> sent = new ArrayList<>();

        private int settled;
        private boolean open = true;
        private @Nullable WebSocket socket;
        private CompletableFuture<?> lastSend = CompletableFuture.completedFuture(null);

        @Override
        public void onOpen(WebSocket opened) {
            synchronized (TypingClient.this) {
                socket = opened;
                if (address == null) {
                    send(Messages.syncStep1(doc.stateVector()));
                } else {
                    send(Messages.authToken("", "test"));
                }
            }
            opened.request(1);
        }

        private void send(byte[] message) {
            WebSocket to = socket;
            if (to == null || !open) {
                return;
            }
            byte[] frame = (address == null ? Framing.PLAIN : Framing.addressed(address)).frame(message);
            lastSend = lastSend.thenCompose(done -> to.sendBinary(ByteBuffer.wrap(frame), true))
                    .exceptionally(failure -> {
                        end();
                        return to;
                    });
        }

        private void sendEdit(byte[] message, List<String> brought) {
            sent.add(brought);
            send(message);
        }

        @Override
        protected void onFrame(byte[] frame) {
            synchronized (TypingClient.this) {
                take(new Decoder(frame));
            }
        }

        private void take(Decoder in) {
            if (address != null) {
                in.readVarString();
            }
            int type = (int) in.readVarUint();
            switch (type) {
                case MessageType.SYNC -> takeSync(in);
                case MessageType.AUTH -> {
                    if (in.readVarUint() == MessageType.AUTH_GRANTED) {
                        send(Messages.syncStep1(doc.stateVector()));
                    } else {
                        refusals.add("not let in");
                    }
                }
                case MessageType.SYNC_STATUS -> takeStatus(in.readVarUint());
                default -> {}
            }
        }

        private void takeSync(Decoder in) {
            long step = in.readVarUint();
            byte[] body = in.readVarBytes();
            if (step == MessageType.STEP_1) {
                sendEdit(Messages.syncStep2(doc.encodeDiff(StateVector.decode(body))), List.copyOf(words));
            } else {
                doc.applyUpdate(body, this);
            }
        }

        private void takeStatus(long status) {
            if (address == null) {
                settleUpTo((int) status);
            } else if (status == 1) {
                settleUpTo(settled + 1);
            } else {
                refusals.add("message " + settled + " was refused");
            }
        }

        private void settleUpTo(int count) {
            while (settled < count) {
                acknowledged.addAll(sent.get(settled++));
            }
        }

        private void end() {
            synchronized (TypingClient.this) {
                open = false;
            }
        }

        @Override
        public @Nullable CompletionStage<?> onClose(WebSocket from, int code, String reason) {
            end();
            return null;
        }

        @Override
        public void onError(WebSocket from, Throwable error) {
            end();
        }
    }

    /** Connects, leaving the socket there was; fails when it is refused. */
    void connect(URI uri) {
        disconnect();
        Connection fresh = new Connection();
        synchronized (this) {
            connection = fresh;
        }
        HTTP.newWebSocketBuilder().buildAsync(uri, fresh).join();
    }

    /** Ends the connection without a word. */
    void disconnect() {
        WebSocket old = null;
        synchronized (this) {
            if (connection != null) {
                connection.open = false;
                old = connection.socket;
            }
        }
        if (old != null) {
            old.abort();
        }
    }

    synchronized boolean isConnected() {
        return connection != null && connection.open && connection.socket != null;
    }

    /** Whether the relay has taken, durably, the first step 2 of this connection. */
    synchronized boolean isSynced() {
        return connection != null && connection.settled > 0;
    }

    /** Adds one word at the end, or at the start, and sends it if there is a connection. */
    synchronized String type(boolean atEnd) {
        String word = name + "." + words.size();
        StateVector before = doc.stateVector();
        doc.getText(TEXT).insert(atEnd ? doc.getText(TEXT).length() : 0, word + " ");
        words.add(word);
        if (connection != null && connection.open) {
            connection.sendEdit(Messages.update(doc.encodeDiff(before)), List.of(word));
        }
        return word;
    }

    /** The words of which the relay has said that they are durable. */
    synchronized Set<String> acknowledged() {
        return Set.copyOf(acknowledged);
    }

    /**
     * Those up to the first that is not: what is typed before step 2 has been sent is kept, and acknowledged, but shows only with what
     * was typed before, without a connection.
     */
    synchronized List<String> acknowledgedInARow() {
        return words.stream().takeWhile(acknowledged::contains).toList();
    }

    synchronized boolean isAllAcknowledged() {
        return acknowledged.size() == words.size();
    }

    synchronized List<String> words() {
        return List.copyOf(words);
    }

    /** What the relay would not take; expected to be empty. */
    synchronized List<String> refusals() {
        return List.copyOf(refusals);
    }

    synchronized String text() {
        return doc.getText(TEXT).toString();
    }

    synchronized String digest() {
        return doc.stateDigest();
    }
}
