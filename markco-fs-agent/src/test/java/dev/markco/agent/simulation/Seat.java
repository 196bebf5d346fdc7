package dev.markco.agent.simulation;

import dev.markco.sync.room.Transport;
import java.io.IOException;

/** A client as the server sees it. */
interface Seat {
    /** The client sent something. */
    void receive(byte[] frame);

    /** The connection is over. */
    void ended();

    /** A server that lets clients in. */
    @FunctionalInterface
    interface Door {
        /** Lets a client in; fails when it cannot be let in now. */
        Seat open(Transport transport) throws IOException;
    }
}
