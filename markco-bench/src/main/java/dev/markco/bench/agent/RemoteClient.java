package dev.markco.bench.agent;

import dev.markco.sync.protocol.MessageType;
import dev.markco.sync.protocol.Messages;
import dev.markco.yjs.StateVector;
import dev.markco.yjs.YDoc;
import dev.markco.yjs.YText;
import dev.markco.yjs.lib0.Decoder;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/** Somebody elsewhere who has a document open: a client of the relay in the protocol of y-websocket. Thread-safe. */
final class RemoteClient implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 60;
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final Object lock = new Object();
    private final YDoc doc = new YDoc();
    private final CompletableFuture<Void> synced = new CompletableFuture<>();
    private final WebSocket socket;
    private @Nullable Expected expected;

    /** A word that is waited for, and when it came. */
    private record Expected(String word, CompletableFuture<Long> at) {}

    private RemoteClient(URI uri) throws IOException {
        doc.observeUpdate((update, origin) -> {
            if (origin != this) {
                send(Messages.update(update));
            }
        });
        socket = result(HTTP.newWebSocketBuilder()
                .connectTimeout(Duration.ofSeconds(PATIENCE_SECONDS))
                .buildAsync(uri, new Listener()));
    }

    /** Opens a document and waits until what it has is here. */
    static RemoteClient open(URI uri) throws IOException {
        RemoteClient client = new RemoteClient(uri);
        synchronized (client.lock) {
            client.send(Messages.syncStep1(client.doc.stateVector()));
        }
        client.socket.request(1);
        result(client.synced);
        return client;
    }

    /** The moment at which a word will be in the text, as {@link System#nanoTime}. */
    CompletableFuture<Long> momentOf(String word) {
        synchronized (lock) {
            Expected next = new Expected(word, new CompletableFuture<>());
            expected = next;
            look();
            return next.at;
        }
    }

    /** Waits for what {@link #momentOf} promised. */
    static long await(CompletableFuture<Long> moment) throws IOException {
        return result(moment);
    }

    /** Types a text where {@code place} says. */
    void insert(ToIntFunction<String> place, String text) {
        synchronized (lock) {
            content().insert(place.applyAsInt(content().toString()), text);
        }
    }

    private YText content() {
        return doc.getText("content");
    }

    private void look() {
        Expected now = expected;
        if (now != null && content().toString().contains(now.word)) {
            expected = null;
            now.at.complete(System.nanoTime());
        }
    }

    private void receive(byte[] frame) {
        Decoder in = new Decoder(frame);
        if (in.readVarUint() != MessageType.SYNC) {
            return;
        }
        int step = (int) in.readVarUint();
        byte[] body = in.readVarBytes();
        synchronized (lock) {
            if (step == MessageType.STEP_1) {
                send(Messages.syncStep2(doc.encodeDiff(StateVector.decode(body))));
                return;
            }
            doc.applyUpdate(body, this);
            look();
        }
        if (step == MessageType.STEP_2) {
            synced.complete(null);
        }
    }

    private void send(byte[] message) {
        socket.sendBinary(ByteBuffer.wrap(message), true).join();
    }

    private static <T> T result(CompletableFuture<T> future) throws IOException {
        try {
            return future.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IOException("a client of the relay did not get what it waited for", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    @Override
    public void close() {
        socket.abort();
    }

    private final class Listener implements WebSocket.Listener {
        private final ByteArrayOutputStream partial = new ByteArrayOutputStream();

        @Override
        public void onOpen(WebSocket opened) {
            // Frames are asked for when the client is complete.
        }

        @Override
        public @Nullable CompletionStage<?> onBinary(WebSocket from, ByteBuffer data, boolean last) {
            byte[] part = new byte[data.remaining()];
            data.get(part);
            partial.writeBytes(part);
            if (last) {
                byte[] frame = partial.toByteArray();
                partial.reset();
                receive(frame);
            }
            from.request(1);
            return null;
        }

        @Override
        public void onError(WebSocket from, Throwable failure) {
            fail(failure);
        }

        @Override
        public @Nullable CompletionStage<?> onClose(WebSocket from, int code, String reason) {
            fail(new IOException("the relay closed the socket: " + code + " " + reason));
            return null;
        }

        private void fail(Throwable failure) {
            synced.completeExceptionally(failure);
            synchronized (lock) {
                if (expected != null) {
                    expected.at.completeExceptionally(failure);
                }
            }
        }
    }
}
