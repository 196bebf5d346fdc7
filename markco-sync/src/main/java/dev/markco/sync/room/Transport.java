package dev.markco.sync.room;

/**
 * The sending half of one socket.
 *
 * <p>None of the methods blocks. {@link #send} is called by one thread at a time, and again only after the last frame's
 * {@code done} ran.
 */
public interface Transport {
    /** Starts writing one binary frame and runs {@code done} when it left; a failure closes the socket instead. */
    void send(byte[] frame, Runnable done);

    /** Closes the socket with a WebSocket status code and a reason for people. */
    void close(int code, String reason);
}
