package dev.markco.relay;

import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import org.eclipse.jetty.io.ManagedSelector;
import org.eclipse.jetty.io.SocketChannelEndPoint;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.Invocable;
import org.eclipse.jetty.util.thread.Invocable.InvocationType;
import org.eclipse.jetty.util.thread.Scheduler;
import org.eclipse.jetty.websocket.core.WebSocketConnection;
import org.jspecify.annotations.Nullable;

/**
 * A connector whose selectors read WebSockets themselves, instead of waking a thread for each frame: most frames take less
 * time than that. What takes long is handed on by the sockets ({@code SocketKeeper}), and HTTP goes to the threads as ever.
 */
final class SocketConnector extends ServerConnector {
    private static final int ACCEPTORS = 1;

    SocketConnector(Server server, ConnectionFactory factory) {
        super(server, ACCEPTORS, Runtime.getRuntime().availableProcessors(), factory);
    }

    @Override
    protected SocketChannelEndPoint newEndPoint(SocketChannel channel, ManagedSelector selector, SelectionKey key) {
        SocketEndPoint endPoint = new SocketEndPoint(channel, selector, key, getScheduler());
        endPoint.setIdleTimeout(getIdleTimeout());
        return endPoint;
    }

    private static final class SocketEndPoint extends SocketChannelEndPoint {
        SocketEndPoint(SocketChannel channel, ManagedSelector selector, SelectionKey key, Scheduler scheduler) {
            super(channel, selector, key, scheduler);
        }

        @Override
        public @Nullable Runnable onSelected() {
            Runnable task = super.onSelected();
            return task != null && getConnection() instanceof WebSocketConnection
                    ? Invocable.from(InvocationType.NON_BLOCKING, task)
                    : task;
        }
    }
}
