package dev.markco.sync.jetty;

import dev.markco.sync.room.RoomLimits;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.websocket.api.Session;
import org.eclipse.jetty.websocket.server.ServerWebSocketContainer;

/** How HTTP requests become WebSocket sessions here: binary messages, bounded, uncompressed. */
public final class Upgrades {
    /** Longer than the keeper needs to notice a dead client. */
    private static final Duration IDLE_TIMEOUT = Duration.ofSeconds(90);

    private final ServerWebSocketContainer container;

    /** Prepares a server; to be called before it starts. */
    public Upgrades(Server server, RoomLimits limits) {
        container = ServerWebSocketContainer.ensure(server);
        container.setIdleTimeout(IDLE_TIMEOUT);
        container.setMaxBinaryMessageSize(limits.maxMessageBytes());
        container.setMaxFrameSize(limits.maxMessageBytes());
        container.setMaxTextMessageSize(1024);
        container.setAutoFragment(false);
    }

    /** Whether the request asks to become a WebSocket. */
    public static boolean isUpgrade(Request request) {
        return "websocket".equalsIgnoreCase(request.getHeaders().get("Upgrade"));
    }

    /**
     * Turns the request into a session of the endpoint, and answers with an error where that fails. Compression is
     * refused: it costs more memory a connection than all else together.
     *
     * @return whether the endpoint was made
     */
    public boolean upgrade(
            Supplier<? extends Session.Listener> endpoint, Request request, Response response, Callback callback) {
        return container.upgrade(
                (upgradeRequest, upgradeResponse, upgradeCallback) -> {
                    upgradeResponse.setExtensions(List.of());
                    return endpoint.get();
                },
                request,
                response,
                callback);
    }
}
