package dev.markco.agent.internal.uplink;

import dev.markco.sync.protocol.MessageType;
import dev.markco.sync.protocol.Messages;
import dev.markco.sync.room.Framing;
import dev.markco.sync.time.Time;
import dev.markco.yjs.DecodeException;
import dev.markco.yjs.lib0.Decoder;
import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one socket of a project to its relay, in Hocuspocus framing: it connects, connects again when it was lost, lets
 * documents in a few at a time, and tells each channel what concerns it. Thread-safe.
 */
public final class Uplink implements Closeable {
    private static final Logger log = LoggerFactory.getLogger(Uplink.class);

    /** How many documents may be joining at once. */
    private static final int JOINING_AT_ONCE = 64;

    private static final Duration PING = Duration.ofSeconds(15);
    private static final long SHORTEST_BACKOFF = 100;
    private static final long LONGEST_BACKOFF = 10_000;
    private static final String CLIENT_VERSION = "markco";

    private final RelayAddress address;
    private final Credentials credentials;
    private final Time time;
    private final Executor executor;
    private final Runnable onConnected;
    private final RelaySockets sockets;

    /** Guarded by this, as are all fields below. */
    private final Map<String, Channel> channels = new HashMap<>();

    private final Queue<Channel> waiting = new ArrayDeque<>();
    private final Set<Channel> joining = new HashSet<>();
    private final Backoff backoff;
    private @Nullable Connection connection;
    private boolean closed;
    private boolean paused;
    private boolean connecting;
    private String trouble = "not connected yet";

    private record Connection(RelaySocket socket, SendQueue queue) {}

    /** Prepares an uplink; {@code onConnected} is told of each new connection, on the executor. */
    public Uplink(
            RelayAddress address,
            Credentials credentials,
            Time time,
            Executor executor,
            RandomGenerator random,
            Runnable onConnected) {
        this(address, credentials, new JettySockets(address, credentials), time, executor, random, onConnected);
    }

    /** As the other constructor, through sockets of the caller's. */
    public Uplink(
            RelayAddress address,
            Credentials credentials,
            RelaySockets sockets,
            Time time,
            Executor executor,
            RandomGenerator random,
            Runnable onConnected) {
        this.sockets = sockets;
        this.address = address;
        this.credentials = credentials;
        this.time = time;
        this.executor = executor;
        this.backoff = new Backoff(random, SHORTEST_BACKOFF, LONGEST_BACKOFF);
        this.onConnected = onConnected;
    }

    /** Starts to connect, and goes on trying until closed. */
    public void start() throws IOException {
        sockets.start();
        time.every(PING, this::ping);
        connect();
    }

    public synchronized boolean isConnected() {
        return connection != null;
    }

    /** Why there is no connection; a clause for people. */
    public synchronized String trouble() {
        return trouble;
    }

    /**
     * Lets a document take part in the present connection. When the connection is lost, so is the channel, and whoever wants
     * it attaches it anew.
     *
     * @return false when there is no connection: the channel hears nothing then, not even that it is lost
     */
    public boolean attach(Channel channel) {
        synchronized (this) {
            if (connection == null) {
                return false;
            }
            channels.put(channel.address(), channel);
            waiting.add(channel);
        }
        admit();
        return true;
    }

    /** Ends the part of a document; its channel hears nothing more once this returned, except what is under way. */
    public void detach(Channel channel) {
        boolean known;
        synchronized (this) {
            known = channels.remove(channel.address(), channel);
            joining.remove(channel);
            if (waiting.remove(channel)) {
                known = false;
            }
        }
        if (known) {
            send(channel, Messages.close("not needed now"));
        }
        admit();
    }

    /** Ends the connection, and makes none until {@link #resume}. */
    public void pause() {
        Connection open;
        synchronized (this) {
            paused = true;
            open = connection;
        }
        if (open != null) {
            open.socket.close(1001, "the agent pauses");
        }
    }

    /** Connects again after a {@link #pause}. */
    public void resume() {
        synchronized (this) {
            if (!paused) {
                return;
            }
            paused = false;
            if (connection != null) {
                return;
            }
        }
        connect();
    }

    /** The channel joined, or cannot for now: another one may start. */
    public void settled(Channel channel) {
        synchronized (this) {
            joining.remove(channel);
        }
        admit();
    }

    /** Sends one message of a channel, if there is a connection. */
    public void send(Channel channel, byte[] message) {
        Connection open = connection();
        if (open != null) {
            open.queue.add(Framing.addressed(channel.address()).frame(message));
        }
    }

    /** The channel has something to say. */
    public void wantsToSend(Channel channel) {
        Connection open = connection();
        if (open != null) {
            open.queue.add(channel);
        }
    }

    @Override
    public void close() throws IOException {
        Connection open;
        synchronized (this) {
            closed = true;
            open = connection;
        }
        if (open != null) {
            open.socket.close(1001, "the agent stops");
        }
        sockets.close();
    }

    private synchronized @Nullable Connection connection() {
        return connection;
    }

    private void connect() {
        synchronized (this) {
            if (closed || paused || connecting || connection != null) {
                return;
            }
            connecting = true;
        }
        sockets.open(new Endpoint());
    }

    private void retry(String why) {
        long wait;
        synchronized (this) {
            connecting = false;
            if (closed || paused) {
                trouble = closed ? "the agent stops" : "the agent pauses";
                return;
            }
            if (!why.equals(trouble)) {
                log.warn(
                        "No connection to the relay at {}: {}. The agent goes on locally and keeps trying",
                        address,
                        why);
            }
            trouble = why;
            wait = backoff.next();
        }
        try {
            time.after(Duration.ofMillis(wait), this::connect);
        } catch (RejectedExecutionException e) {
            log.debug("The agent is stopping");
        }
    }

    private void opened(RelaySocket socket) {
        SendQueue queue = new SendQueue(socket, executor, channel -> {
            byte[] message = channel.nextMessage();
            return message.length == 0
                    ? message
                    : Framing.addressed(channel.address()).frame(message);
        });
        synchronized (this) {
            connecting = false;
            if (closed || paused) {
                socket.close(1001, "the agent pauses");
                return;
            }
            connection = new Connection(socket, queue);
            channels.clear();
            joining.clear();
            waiting.clear();
            trouble = "";
        }
        log.info("Connected to the relay at {}", address);
        executor.execute(onConnected);
    }

    /** Lets the next documents in. */
    private void admit() {
        List<Channel> next = new ArrayList<>();
        synchronized (this) {
            while (connection != null && joining.size() < JOINING_AT_ONCE && !waiting.isEmpty()) {
                Channel channel = waiting.remove();
                joining.add(channel);
                next.add(channel);
            }
        }
        next.forEach(channel -> send(channel, Messages.authToken(credentials.tokenOrEmpty(), CLIENT_VERSION)));
    }

    private void received(byte[] frame) {
        if (frame.length == 1) {
            return;
        }
        Decoder in = new Decoder(frame);
        Channel channel;
        String name = in.readVarString();
        synchronized (this) {
            backoff.reset();
            channel = channels.get(name);
        }
        if (channel == null) {
            log.debug("A frame for '{}', which is not ours, is ignored", name);
            return;
        }
        if (frame[in.position()] == MessageType.AUTH) {
            in.readVarUint();
            if (in.readVarUint() == MessageType.AUTH_GRANTED) {
                channel.opened();
            } else {
                channel.denied(in.readVarString());
                settled(channel);
            }
        } else {
            channel.received(in);
        }
    }

    private void lost(RelaySocket socket, String why) {
        List<Channel> all;
        synchronized (this) {
            if (connection == null || connection.socket != socket) {
                return;
            }
            connection = null;
            waiting.clear();
            joining.clear();
            all = List.copyOf(channels.values());
            channels.clear();
        }
        all.forEach(Channel::lost);
        retry(why);
    }

    private void ping() {
        Connection open = connection();
        if (open != null) {
            open.socket.ping();
        }
    }

    /** The events of one socket. */
    private final class Endpoint implements RelaySocket.Listener {
        private volatile @Nullable RelaySocket open;

        @Override
        public void opened(RelaySocket socket) {
            open = socket;
            Uplink.this.opened(socket);
        }

        @Override
        public void failed(String why) {
            retry(why);
        }

        @Override
        public void received(byte[] frame) {
            try {
                Uplink.this.received(frame);
            } catch (DecodeException | IndexOutOfBoundsException e) {
                log.warn("The relay sent a malformed frame: {}", e.getMessage());
                disconnect("malformed frame");
            } catch (RuntimeException e) {
                log.error("A frame of the relay could not be taken", e);
                disconnect("a frame could not be taken");
            }
        }

        @Override
        public void ended(String why) {
            RelaySocket socket = open;
            if (socket != null) {
                lost(socket, why);
            }
        }

        private void disconnect(String reason) {
            RelaySocket socket = open;
            if (socket != null) {
                socket.close(1007, reason);
            }
        }
    }
}
