package dev.markco.sync.interop;

import dev.markco.sync.protocol.MessageType;
import dev.markco.sync.protocol.Messages;
import dev.markco.yjs.YDoc;
import dev.markco.yjs.lib0.Decoder;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A y-websocket client that can also send what no provider would; its document takes in what it gets. */
public final class RawClient extends FrameListener {
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final YDoc doc = new YDoc();
    private final AtomicInteger closedWith = new AtomicInteger();
    private final boolean plain;
    private volatile boolean reading;
    private @Nullable WebSocket socket;
    private @Nullable String firstText;

    private RawClient(boolean plain, boolean reading) {
        this.plain = plain;
        this.reading = reading;
    }

    /** Opens a socket; frames of a {@code plain} one are those of one document. */
    public static RawClient open(URI uri, boolean plain) {
        return open(uri, new RawClient(plain, true));
    }

    private static RawClient open(URI uri, RawClient client, String... headers) {
        WebSocket.Builder builder = HTTP.newWebSocketBuilder();
        for (int i = 0; i < headers.length; i += 2) {
            builder.header(headers[i], headers[i + 1]);
        }
        client.socket = builder.buildAsync(uri, client).join();
        return client;
    }

    /** Opens a document's socket, with headers by name and value, and asks for the document. */
    public static RawClient follow(URI uri, String... headers) {
        RawClient client = open(uri, new RawClient(true, true), headers);
        client.send(Messages.syncStep1(client.doc.stateVector()));
        return client;
    }

    /** As {@link #follow}, but nothing is read from the socket until {@link #startReading}. */
    public static RawClient followWithoutReading(URI uri) {
        RawClient client = open(uri, new RawClient(true, false));
        client.send(Messages.syncStep1(client.doc.stateVector()));
        return client;
    }

    public void startReading() {
        reading = true;
        socket().request(1);
    }

    private WebSocket socket() {
        WebSocket now = socket;
        if (now == null) {
            throw new IllegalStateException("not open");
        }
        return now;
    }

    /** Sends one binary frame. */
    public void send(byte[] frame) {
        socket().sendBinary(ByteBuffer.wrap(frame), true).join();
    }

    /** Sends one binary frame that ends the conversation, unless it has ended. */
    public void sendLast(byte[] frame) {
        socket().sendBinary(ByteBuffer.wrap(frame), true)
                .exceptionally(ended -> socket())
                .join();
    }

    public void sendText(String text) {
        socket().sendText(text, true).join();
    }

    public void ping() {
        socket().sendPing(ByteBuffer.wrap(new byte[] {1})).join();
    }

    /** As if a ping had come: whoever is not heard of is cut off. */
    public void pong() {
        socket().sendPong(ByteBuffer.allocate(0)).join();
    }

    public void close() {
        socket().sendClose(WebSocket.NORMAL_CLOSURE, "").join();
    }

    /** Ends the connection without a word. */
    public void abort() {
        socket().abort();
    }

    /** Inserts at the end, and sends the update. */
    public void type(String text) {
        byte[] update;
        synchronized (doc) {
            var before = doc.stateVector();
            doc.getText("content").insert(doc.getText("content").length(), text);
            update = doc.encodeDiff(before);
        }
        send(Messages.update(update));
    }

    public String text() {
        synchronized (doc) {
            return doc.getText("content").toString();
        }
    }

    public int textLength() {
        synchronized (doc) {
            return doc.getText("content").length();
        }
    }

    /** The text after the first update that came; null before. */
    public @Nullable String firstText() {
        synchronized (doc) {
            return firstText;
        }
    }

    public String digest() {
        synchronized (doc) {
            return doc.stateDigest();
        }
    }

    public byte[] state() {
        synchronized (doc) {
            return doc.encodeStateAsUpdate();
        }
    }

    /** The status code of the server's close; 0 while open, 1006 when the connection just ended. */
    public int closedWith() {
        return closedWith.get();
    }

    @Override
    public void onOpen(WebSocket opened) {
        if (reading) {
            opened.request(1);
        }
    }

    @Override
    protected void onFrame(byte[] frame) {
        if (plain) {
            take(new Decoder(frame));
        }
    }

    private void take(Decoder in) {
        if (in.readVarUint() == MessageType.SYNC && in.readVarUint() != MessageType.STEP_1) {
            synchronized (doc) {
                doc.applyUpdate(in.readVarBytes());
                if (firstText == null) {
                    firstText = doc.getText("content").toString();
                }
            }
        }
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket from, int code, String reason) {
        closedWith.compareAndSet(0, code);
        return null;
    }

    @Override
    public void onError(WebSocket from, Throwable error) {
        closedWith.compareAndSet(0, 1006);
    }
}
