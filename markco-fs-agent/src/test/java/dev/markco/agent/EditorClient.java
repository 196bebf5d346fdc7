package dev.markco.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.markco.sync.interop.FrameListener;
import dev.markco.sync.protocol.MessageType;
import dev.markco.sync.protocol.Messages;
import dev.markco.yjs.StateVector;
import dev.markco.yjs.YDoc;
import dev.markco.yjs.lib0.Decoder;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A y-websocket client with a document of its own. Thread-safe. */
final class EditorClient extends FrameListener implements AutoCloseable {
    private final Object lock = new Object();
    private final YDoc doc;
    private volatile @Nullable WebSocket socket;
    private final List<String> states = new ArrayList<>();
    private boolean synced;
    private volatile boolean sentAway;
    private volatile int closeCode;
    private boolean silent;
    private @Nullable StateVector unanswered;

    private EditorClient(int port, String path, YDoc doc, boolean silent, boolean asks) throws Exception {
        this.doc = doc;
        this.silent = silent;
        WebSocket opened = HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .buildAsync(URI.create("ws://127.0.0.1:" + port + path), this)
                .get(60, TimeUnit.SECONDS);
        assertThat(opened).isSameAs(socket);
        synchronized (lock) {
            doc.observeUpdate((update, origin) -> {
                if (origin != this) {
                    send(Messages.update(update));
                }
            });
            if (asks) {
                ask();
            }
        }
    }

    /** Asks for what it lacks. */
    void ask() {
        synchronized (lock) {
            send(Messages.syncStep1(doc.stateVector()));
        }
    }

    static EditorClient connect(int port, String path) throws Exception {
        return connect(port, path, new YDoc());
    }

    /** Connects with a document that may hold something already, as a tab does that was open before. */
    static EditorClient connect(int port, String path, YDoc doc) throws Exception {
        return new EditorClient(port, path, doc, false, true);
    }

    /** As {@link #connect}, but what it has is told only by {@link #speak}; it may not even have asked before. */
    static EditorClient connectSilently(int port, String path, YDoc doc, boolean asks) throws Exception {
        return new EditorClient(port, path, doc, true, asks);
    }

    /** Tells what it has. */
    void speak() {
        synchronized (lock) {
            silent = false;
            if (unanswered != null) {
                answer(unanswered);
            }
        }
    }

    /** Whether it was asked for what it has and did not tell. */
    boolean isAsked() {
        synchronized (lock) {
            return unanswered != null;
        }
    }

    /** Every text that was shown since the server first sent something. */
    List<String> states() {
        synchronized (lock) {
            return List.copyOf(states);
        }
    }

    /** The HTTP status that a connection is refused with. */
    static int refusal(int port, String path) {
        try {
            HttpClient.newHttpClient()
                    .newWebSocketBuilder()
                    .buildAsync(URI.create("ws://127.0.0.1:" + port + path), new WebSocket.Listener() {})
                    .join()
                    .abort();
            return 101;
        } catch (CompletionException e) {
            if (e.getCause() instanceof WebSocketHandshakeException refused) {
                return refused.getResponse().statusCode();
            }
            throw e;
        }
    }

    String text() {
        synchronized (lock) {
            return doc.getText("content").toString();
        }
    }

    boolean isSynced() {
        synchronized (lock) {
            return synced;
        }
    }

    void insert(int at, String text) {
        synchronized (lock) {
            doc.getText("content").insert(at, text);
        }
    }

    void delete(int at, int length) {
        synchronized (lock) {
            doc.getText("content").delete(at, length);
        }
    }

    @Override
    public void onOpen(WebSocket opened) {
        socket = opened;
        opened.request(1);
    }

    @Override
    protected void onFrame(byte[] frame) {
        synchronized (lock) {
            receive(new Decoder(frame));
        }
    }

    private void receive(Decoder in) {
        if (in.readVarUint() != MessageType.SYNC) {
            return;
        }
        int step = (int) in.readVarUint();
        byte[] body = in.readVarBytes();
        if (step == MessageType.STEP_1) {
            StateVector theirs = StateVector.decode(body);
            if (silent) {
                unanswered = theirs;
            } else {
                answer(theirs);
            }
        } else {
            doc.applyUpdate(body, this);
            states.add(text());
            synced |= step == MessageType.STEP_2;
        }
    }

    private void answer(StateVector theirs) {
        send(Messages.syncStep2(doc.encodeDiff(theirs)));
    }

    private void send(byte[] message) {
        WebSocket open = socket;
        if (open == null) {
            throw new IllegalStateException("not open");
        }
        try {
            open.sendBinary(ByteBuffer.wrap(message), true).join();
        } catch (CompletionException e) {
            if (!open.isOutputClosed()) {
                throw e;
            }
            sentAway = true;
        }
    }

    /** Whether the server has ended the connection, or is out of reach. */
    boolean isSentAway() {
        return sentAway;
    }

    /** With which code the server ended the connection, 0 when it did not say. */
    int closeCode() {
        return closeCode;
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket closing, int code, String reason) {
        closeCode = code;
        sentAway = true;
        return null;
    }

    @Override
    public void onError(WebSocket broken, Throwable error) {
        sentAway = true;
    }

    @Override
    public void close() {
        WebSocket open = socket;
        if (open != null) {
            open.abort();
        }
    }
}
