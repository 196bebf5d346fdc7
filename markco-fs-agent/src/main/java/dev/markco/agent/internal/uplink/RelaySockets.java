package dev.markco.agent.internal.uplink;

import java.io.Closeable;
import java.io.IOException;

/** The way to open sockets to one relay. Thread-safe. */
public interface RelaySockets extends Closeable {
    /** To be called once, before the first socket. */
    void start() throws IOException;

    /** Opens a socket; returns at once, and {@code listener} hears what comes of it. */
    void open(RelaySocket.Listener listener);

    /** Ends what is open or being opened. */
    @Override
    void close() throws IOException;
}
