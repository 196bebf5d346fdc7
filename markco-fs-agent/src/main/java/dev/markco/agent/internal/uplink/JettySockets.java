package dev.markco.agent.internal.uplink;

import java.io.EOFException;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;
import org.eclipse.jetty.websocket.api.exceptions.UpgradeException;
import org.eclipse.jetty.websocket.client.ClientUpgradeRequest;
import org.eclipse.jetty.websocket.client.WebSocketClient;
import org.jspecify.annotations.Nullable;

/** WebSockets to a relay's {@code /collab}. Thread-safe. */
final class JettySockets implements RelaySockets {
    private static final int MAX_MESSAGE_BYTES = 64 << 20;
    private static final Duration IDLE_TIMEOUT = Duration.ofSeconds(45);

    /** For a connection and the answer to its upgrade: a relay that stops meanwhile may never give one (R13). */
    private static final Duration UPGRADE_TIMEOUT = Duration.ofSeconds(10);

    private final RelayAddress address;
    private final Credentials credentials;
    private final Duration upgradeTimeout;
    private final WebSocketClient client = new WebSocketClient();

    JettySockets(RelayAddress address, Credentials credentials) {
        this(address, credentials, UPGRADE_TIMEOUT);
    }

    /**
     * @param upgradeTimeout how long whoever listens there has for its answer, connecting included
     */
    JettySockets(RelayAddress address, Credentials credentials, Duration upgradeTimeout) {
        this.address = address;
        this.credentials = credentials;
        this.upgradeTimeout = upgradeTimeout;
        client.setIdleTimeout(IDLE_TIMEOUT);
        client.setMaxBinaryMessageSize(MAX_MESSAGE_BYTES);
        client.setMaxFrameSize(MAX_MESSAGE_BYTES);
        client.setAutoFragment(false);
    }

    @Override
    public void start() throws IOException {
        try {
            client.start();
        } catch (Exception e) {
            throw new IOException("unable to start the connection to the relay", e);
        }
    }

    @Override
    public void open(RelaySocket.Listener listener) {
        ClientUpgradeRequest request = new ClientUpgradeRequest(address.collab());
        credentials.putHeaders(request::setHeader);
        request.setHeader("User-Agent", RelayAddress.USER_AGENT);
        request.setTimeout(upgradeTimeout.toMillis(), TimeUnit.MILLISECONDS);
        try {
            var unused = client.connect(new Endpoint(listener), request).whenComplete((session, failure) -> {
                if (failure != null) {
                    listener.failed(reason(failure));
                }
            });
        } catch (IOException e) {
            listener.failed(reason(e));
        } catch (IllegalStateException e) {
            if (client.isRunning()) {
                throw e;
            }
            // Closed just now, while somebody was about to try once more.
            listener.failed("the agent stops");
        }
    }

    @Override
    public void close() throws IOException {
        try {
            client.stop();
        } catch (Exception e) {
            throw new IOException("unable to end the connection to the relay", e);
        }
    }

    /** Why there is no connection, for people; the same for the same cause each time. */
    static String reason(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        if (failure instanceof UpgradeException refused && refused.getResponseStatusCode() > 0) {
            return "it answers " + refused.getResponseStatusCode() + meaning(refused.getResponseStatusCode());
        }
        if (root instanceof EOFException || root instanceof ClosedChannelException) {
            // Their own words tell of the connection's insides, and are others each time.
            return "whoever answers there closed the connection";
        }
        if (root instanceof TimeoutException || root instanceof SocketTimeoutException) {
            return "whoever answers there does not answer in time";
        }
        String message = root.getMessage();
        return message == null ? root.getClass().getSimpleName() : message;
    }

    /** What a status says about an agent, as far as it says something. */
    private static String meaning(int status) {
        return switch (status) {
            case 401 -> ", so it does not know who we are; a token (MARKCO_TOKEN) or a user (CLOUD_USER_ID) is missing";
            case 403 -> ", so we may not use it as this user";
            case 404 -> ", so there is no relay at this address";
            case 502, 503, 504 -> ", so it is not ready";
            default -> "";
        };
    }

    private record Open(Session session) implements RelaySocket {
        @Override
        public void send(byte[] frame, Runnable done) {
            session.sendBinary(ByteBuffer.wrap(frame), Callback.from(done, failure -> session.disconnect()));
        }

        @Override
        public void ping() {
            session.sendPing(ByteBuffer.allocate(0), Callback.NOOP);
        }

        @Override
        public void close(int code, String reason) {
            session.close(code, reason, Callback.NOOP);
        }
    }

    /** The socket's events; public because Jetty demands it. */
    public static final class Endpoint implements Session.Listener.AutoDemanding {
        private final RelaySocket.Listener listener;
        private volatile boolean opened;

        private Endpoint(RelaySocket.Listener listener) {
            this.listener = listener;
        }

        @Override
        public void onWebSocketOpen(Session session) {
            opened = true;
            listener.opened(new Open(session));
        }

        @Override
        public void onWebSocketBinary(ByteBuffer payload, Callback callback) {
            byte[] frame = new byte[payload.remaining()];
            payload.get(frame);
            callback.succeed();
            listener.received(frame);
        }

        @Override
        public void onWebSocketClose(int code, @Nullable String reason, Callback callback) {
            callback.succeed();
            ended("the relay closed the connection: " + code + (reason == null ? "" : " " + reason));
        }

        @Override
        public void onWebSocketError(Throwable cause) {
            ended(reason(cause));
        }

        private void ended(String why) {
            if (opened) {
                listener.ended(why);
            }
        }
    }
}
