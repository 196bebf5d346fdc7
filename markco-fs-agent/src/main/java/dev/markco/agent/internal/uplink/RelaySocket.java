package dev.markco.agent.internal.uplink;

/** One open socket to the relay, from this side. None of the methods blocks. Thread-safe. */
public interface RelaySocket {
    /** Writes one binary frame and runs {@code done} when it left; the next one may be written then. A failure closes the socket. */
    void send(byte[] frame, Runnable done);

    /** Asks for a sign of life, without which the socket ends some day. */
    void ping();

    /** Says goodbye. */
    void close(int code, String reason);

    /** Who hears what comes of a socket, one event after the other. */
    interface Listener {
        /** There is a socket now. */
        void opened(RelaySocket socket);

        /** There is none, and why; a clause for people, the same for the same cause each time. */
        void failed(String why);

        /** A whole frame came. */
        void received(byte[] frame);

        /** The socket that was open is gone; may be told more than once. */
        void ended(String why);
    }
}
