package dev.markco.agent.internal.uplink;

import dev.markco.yjs.lib0.Decoder;

/** One document on the uplink. All methods are called on socket or pool threads and must not block on I/O. */
public interface Channel {
    /** The document's key, which addresses its frames. */
    String address();

    /** The relay let the document in; nothing of it has been exchanged on this connection yet. */
    void opened();

    /** The relay refused the document. */
    void denied(String reason);

    /**
     * A message of another type than authentication.
     *
     * @throws dev.markco.yjs.DecodeException when it is malformed
     */
    void received(Decoder message);

    /** The connection is gone. */
    void lost();

    /** The next message that waits to be sent; an empty array when there is none. Taken when the socket is free. */
    byte[] nextMessage();
}
