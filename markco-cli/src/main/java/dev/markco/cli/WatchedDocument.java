package dev.markco.cli;

import dev.markco.sync.protocol.MessageType;
import dev.markco.sync.protocol.Messages;
import dev.markco.yjs.DecodeException;
import dev.markco.yjs.StateVector;
import dev.markco.yjs.YDoc;
import dev.markco.yjs.lib0.Decoder;
import java.io.ByteArrayOutputStream;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One connection to a document, which only listens: each text that the document comes to have is handed on, the first as soon
 * as it is known. A document of its own for each connection, because what has the name now may be another one.
 */
final class WatchedDocument implements WebSocket.Listener {
    /** How a connection ended. */
    record End(int code, String reason) {}

    /** The code of an end without a close frame. */
    static final int BROKEN = 1006;

    private final YDoc doc = new YDoc();
    private final Consumer<String> texts;
    private final ByteArrayOutputStream partial = new ByteArrayOutputStream();
    private final CompletableFuture<End> ended = new CompletableFuture<>();
    private @Nullable String last;

    WatchedDocument(Consumer<String> texts) {
        this.texts = texts;
    }

    /** Completes when the connection has ended, or exceptionally when taking a text failed. */
    CompletableFuture<End> ended() {
        return ended;
    }

    @Override
    public void onOpen(WebSocket socket) {
        var unused = socket.sendBinary(ByteBuffer.wrap(Messages.syncStep1(StateVector.EMPTY)), true);
        socket.request(1);
    }

    @Override
    public @Nullable CompletionStage<?> onBinary(WebSocket socket, ByteBuffer data, boolean isLast) {
        byte[] part = new byte[data.remaining()];
        data.get(part);
        partial.writeBytes(part);
        if (isLast) {
            byte[] frame = partial.toByteArray();
            partial.reset();
            try {
                take(new Decoder(frame));
            } catch (DecodeException e) {
                ended.complete(new End(BROKEN, "the relay sent what is no message: " + e.getMessage()));
                socket.abort();
                return null;
            } catch (RuntimeException e) {
                ended.completeExceptionally(e);
                socket.abort();
                return null;
            }
        }
        socket.request(1);
        return null;
    }

    private void take(Decoder frame) {
        if (frame.readVarUint() != MessageType.SYNC || frame.readVarUint() == MessageType.STEP_1) {
            return;
        }
        doc.applyUpdate(frame.readVarBytes());
        String text = doc.getText("content").toString();
        if (!text.equals(last)) {
            last = text;
            texts.accept(text);
        }
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
        ended.complete(new End(code, reason));
        return null;
    }

    @Override
    public void onError(WebSocket socket, Throwable failure) {
        ended.complete(new End(BROKEN, String.valueOf(failure.getMessage())));
    }
}
