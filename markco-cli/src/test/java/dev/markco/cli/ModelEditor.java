package dev.markco.cli;

import dev.markco.sync.interop.FrameListener;
import dev.markco.sync.protocol.MessageType;
import dev.markco.sync.protocol.Messages;
import dev.markco.yjs.StateVector;
import dev.markco.yjs.YDoc;
import dev.markco.yjs.YText;
import dev.markco.yjs.lib0.Decoder;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * A tab with a document of its own that speaks y-websocket. It keeps its document when the connection is lost, and goes on
 * where it was when {@link #connect} succeeds again. Thread-safe.
 */
final class ModelEditor implements AutoCloseable {
    /** The origin of what another tab brought, not the server. */
    private static final Object OTHER_TAB = new Object();

    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final String doc;
    /** The agent whose editor this is; null for one of the relay. */
    private final @Nullable ModelAgent agent;

    private final Object lock = new Object();
    private final YDoc replica = new YDoc();
    private @Nullable Link link;
    private boolean filled;
    /** What is written and not sent yet; null while all is sent at once. */
    private @Nullable List<byte[]> held;

    ModelEditor(String doc, @Nullable ModelAgent agent) {
        this.doc = doc;
        this.agent = agent;
        replica.observeUpdate((update, origin) -> {
            Link open = link;
            if (held != null) {
                held.add(update);
            } else if (open != null && open != origin && origin != OTHER_TAB) {
                open.send(Messages.update(update));
            }
        });
    }

    String doc() {
        return doc;
    }

    @Nullable
    ModelAgent agent() {
        return agent;
    }

    /** Connects unless it is; returns whether it is now. */
    boolean connect(URI uri) {
        synchronized (lock) {
            if (link != null) {
                return true;
            }
        }
        Link opening = new Link();
        try {
            WebSocket socket = HTTP.newWebSocketBuilder()
                    .connectTimeout(Duration.ofSeconds(5))
                    .buildAsync(uri, opening)
                    .join();
            synchronized (lock) {
                return !opening.closed && opening.socket == socket;
            }
        } catch (CompletionException e) {
            return false;
        }
    }

    boolean isConnected() {
        synchronized (lock) {
            return link != null;
        }
    }

    /** Whether it has heard, at least once, what the other side has. */
    boolean isFilled() {
        synchronized (lock) {
            return filled;
        }
    }

    /** Whether it has heard, over the present connection, what the other side has. */
    boolean isSynced() {
        synchronized (lock) {
            return link != null && link.synced;
        }
    }

    String text() {
        synchronized (lock) {
            return content().toString();
        }
    }

    private YText content() {
        return replica.getText("content");
    }

    /** Inserts where {@code place} says, given the text as it is. */
    void insert(ToIntFunction<String> place, String text) {
        synchronized (lock) {
            content().insert(place.applyAsInt(content().toString()), text);
        }
    }

    /** As {@link #insert}, but nothing is sent before {@link #send}; returns what is to be. */
    List<byte[]> insertHeld(ToIntFunction<String> place, String text) {
        synchronized (lock) {
            List<byte[]> written = new ArrayList<>();
            held = written;
            try {
                insert(place, text);
            } finally {
                held = null;
            }
            return written;
        }
    }

    /** Sends what was held; without a connection, the next answer to what the server lacks has it. */
    void send(List<byte[]> written) {
        synchronized (lock) {
            Link open = link;
            if (open != null) {
                written.forEach(update -> open.send(Messages.update(update)));
            }
        }
    }

    /** Whether it shows the same as another tab, and both have heard what their server has. */
    boolean isEqualTo(ModelEditor other) {
        return isSynced() && other.isSynced() && text().equals(other.text());
    }

    /** Takes what another tab has written, as tabs of a browser share it without their server. */
    void takeFromOtherTab(List<byte[]> written) {
        synchronized (lock) {
            written.forEach(update -> replica.applyUpdate(update, OTHER_TAB));
        }
    }

    /** Deletes the first such text. */
    void delete(String text) {
        synchronized (lock) {
            int at = content().toString().indexOf(text);
            if (at >= 0) {
                content().delete(at, text.length());
            }
        }
    }

    /** Deletes the first line that contains a word; returns that line, or null when there is none. */
    @Nullable
    String deleteLineOf(String word) {
        synchronized (lock) {
            String text = content().toString();
            int at = text.indexOf(word);
            if (at < 0) {
                return null;
            }
            int start = text.lastIndexOf('\n', at) + 1;
            int feed = text.indexOf('\n', at);
            int end = feed < 0 ? text.length() : feed + 1;
            content().delete(start, end - start);
            return text.substring(start, end);
        }
    }

    @Override
    public void close() {
        Link open;
        synchronized (lock) {
            open = link;
            link = null;
        }
        if (open != null) {
            open.abort();
        }
    }

    @Override
    public String toString() {
        return "editor of " + doc + " at " + (agent == null ? "the relay" : agent);
    }

    /** One connection; its fields are guarded by the editor's lock. */
    private final class Link extends FrameListener {
        private @Nullable WebSocket socket;
        private CompletableFuture<?> sent = CompletableFuture.completedFuture(null);
        private boolean synced;
        private boolean closed;

        @Override
        public void onOpen(WebSocket opened) {
            synchronized (lock) {
                socket = opened;
                link = this;
                send(Messages.syncStep1(replica.stateVector()));
            }
            opened.request(1);
        }

        @Override
        protected void onFrame(byte[] frame) {
            synchronized (lock) {
                if (link == this) {
                    receive(new Decoder(frame));
                }
            }
        }

        @Override
        public @Nullable CompletionStage<?> onClose(WebSocket from, int code, String reason) {
            ended();
            return null;
        }

        @Override
        public void onError(WebSocket from, Throwable failure) {
            ended();
        }

        private void ended() {
            synchronized (lock) {
                closed = true;
                if (link == this) {
                    link = null;
                }
            }
        }

        private void receive(Decoder in) {
            if (in.readVarUint() != MessageType.SYNC) {
                return;
            }
            int step = (int) in.readVarUint();
            byte[] body = in.readVarBytes();
            if (step == MessageType.STEP_1) {
                send(Messages.syncStep2(replica.encodeDiff(StateVector.decode(body))));
            } else {
                replica.applyUpdate(body, this);
                synced |= step == MessageType.STEP_2;
                filled |= synced;
            }
        }

        /** Called under the lock; messages leave in this order. */
        private void send(byte[] message) {
            WebSocket open = socket;
            if (open != null) {
                sent = sent.exceptionally(failure -> null)
                        .thenCompose(before -> open.sendBinary(ByteBuffer.wrap(message), true));
            }
        }

        void abort() {
            WebSocket open = socket;
            if (open != null) {
                open.abort();
            }
        }
    }
}
