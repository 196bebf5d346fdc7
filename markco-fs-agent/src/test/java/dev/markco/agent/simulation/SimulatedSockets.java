package dev.markco.agent.simulation;

import dev.markco.agent.internal.uplink.RelaySocket;
import dev.markco.agent.internal.uplink.RelaySockets;
import java.util.function.Consumer;

/** Sockets that need no start and no end; {@code opening} opens one for a listener. */
record SimulatedSockets(Consumer<RelaySocket.Listener> opening) implements RelaySockets {
    @Override
    public void start() {}

    @Override
    public void open(RelaySocket.Listener listener) {
        opening.accept(listener);
    }

    @Override
    public void close() {}
}
