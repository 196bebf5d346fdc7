package dev.markco.sync.room;

import dev.markco.yjs.lib0.Encoder;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * How a message becomes a frame: as it is (y-websocket), or behind an address (Hocuspocus, many documents a socket).
 *
 * <pre>
 * y-websocket frame = message
 * Hocuspocus frame  = address:varString message
 * </pre>
 *
 * Immutable; equal when the frames would be.
 */
public final class Framing {
    /** The y-websocket framing: one document a socket. */
    public static final Framing PLAIN = new Framing(new byte[0]);

    private final byte[] prefix;

    private Framing(byte[] prefix) {
        this.prefix = prefix;
    }

    /** The Hocuspocus framing for one address, which is answered with exactly the bytes the client used (R26). */
    public static Framing addressed(String address) {
        Encoder out = new Encoder();
        out.writeVarString(address);
        return new Framing(out.toByteArray());
    }

    /** Whether messages go behind an address, so that the dialect of Hocuspocus is spoken. */
    public boolean isAddressed() {
        return prefix.length > 0;
    }

    /** The frame for a message; the message's own array when nothing goes before it. */
    public byte[] frame(byte[] message) {
        if (prefix.length == 0) {
            return message;
        }
        byte[] frame = Arrays.copyOf(prefix, prefix.length + message.length);
        System.arraycopy(message, 0, frame, prefix.length, message.length);
        return frame;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Framing that && Arrays.equals(prefix, that.prefix);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(prefix);
    }
}
