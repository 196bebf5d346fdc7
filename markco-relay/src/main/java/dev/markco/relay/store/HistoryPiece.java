package dev.markco.relay.store;

import dev.markco.sync.room.Authorship;
import dev.markco.sync.room.Means;
import dev.markco.yjs.DecodeException;
import dev.markco.yjs.lib0.Decoder;
import dev.markco.yjs.lib0.Encoder;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;

/**
 * The format of what {@code document_history.changes} holds: changes of one document, in the order in which they began.
 *
 * <pre>
 * piece   = format:u8 body                     format 1: as it is; 2: varUint size, then deflated without a header
 * body    = varUint count, change...
 * change  = flags:u8 [author:16] [session:16] means:varString received [made] update:varBytes
 * flags   = 1: an author; 2: a session; 4: made
 * received, made = varUint                     milliseconds since the epoch
 * update  = a Yjs update, version 1
 * </pre>
 *
 * Pure functions.
 */
final class HistoryPiece {
    private static final int PLAIN = 1;
    private static final int DEFLATED = 2;
    private static final int HAS_AUTHOR = 1;
    private static final int HAS_SESSION = 2;
    private static final int HAS_MADE_AT = 4;
    /** What one deflated byte may become at most. */
    private static final int MOST_INFLATION = 1_032;
    /** Bytes that may become shorter by deflating. */
    private static final int WORTH_DEFLATING = 64;
    /** The bytes that {@link #plainBytes} wants to see. */
    static final int HEAD_BYTES = 11;

    private HistoryPiece() {}

    static byte[] encode(List<AuthoredUpdate> changes) {
        Encoder body = new Encoder();
        body.writeVarUint(changes.size());
        changes.forEach(change -> write(body, change));
        byte[] plain = body.toByteArray();
        byte[] deflated = plain.length < WORTH_DEFLATING ? plain : deflate(plain);
        Encoder out = new Encoder();
        if (deflated.length < plain.length) {
            out.writeUint8(DEFLATED);
            out.writeVarUint(plain.length);
            out.writeBytes(deflated, 0, deflated.length);
        } else {
            out.writeUint8(PLAIN);
            out.writeBytes(plain, 0, plain.length);
        }
        return out.toByteArray();
    }

    private static void write(Encoder out, AuthoredUpdate change) {
        Authorship by = change.authorship();
        Instant madeAt = by.madeAt();
        out.writeUint8((by.author() != null ? HAS_AUTHOR : 0)
                | (by.session() != null ? HAS_SESSION : 0)
                | (madeAt != null ? HAS_MADE_AT : 0));
        write(out, by.author());
        write(out, by.session());
        out.writeVarString(by.means().word());
        out.writeVarUint(Math.max(0, change.receivedMillis()));
        if (madeAt != null) {
            out.writeVarUint(Math.max(0, madeAt.toEpochMilli()));
        }
        out.writeVarBytes(change.update());
    }

    private static void write(Encoder out, @Nullable UUID id) {
        if (id != null) {
            for (int shift = Long.SIZE - Byte.SIZE; shift >= 0; shift -= Byte.SIZE) {
                out.writeUint8((int) (id.getMostSignificantBits() >>> shift) & 0xff);
            }
            for (int shift = Long.SIZE - Byte.SIZE; shift >= 0; shift -= Byte.SIZE) {
                out.writeUint8((int) (id.getLeastSignificantBits() >>> shift) & 0xff);
            }
        }
    }

    /**
     * Reads what {@link #encode} made, as changes of {@code document}.
     *
     * @throws DecodeException when the bytes are no piece
     */
    static List<AuthoredUpdate> decode(DocumentRef document, byte[] piece) {
        Decoder in = new Decoder(piece);
        int format = in.readUint8();
        Decoder body = switch (format) {
            case PLAIN -> in;
            case DEFLATED -> {
                long most = Math.min(Integer.MAX_VALUE - 16, (long) MOST_INFLATION * piece.length);
                int size = in.readVarUint((int) most, "a size");
                yield new Decoder(inflate(piece, in.position(), size));
            }
            default -> throw new DecodeException(0, "a piece of format 1 or 2", Integer.toString(format));
        };
        int count = body.readCount(1, "changes");
        List<AuthoredUpdate> changes = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            changes.add(read(document, body));
        }
        body.requireEnd("the piece");
        return changes;
    }

    /**
     * How many bytes a piece is without compression, about.
     *
     * @param head its first {@value #HEAD_BYTES} bytes, or all
     * @param stored how many bytes it has as it is stored
     */
    static long plainBytes(byte[] head, long stored) {
        try {
            Decoder in = new Decoder(head);
            // No more than it can be, whatever a damaged one says.
            return in.readUint8() == DEFLATED ? Math.min(in.readVarUint(), MOST_INFLATION * stored) : stored;
        } catch (DecodeException e) {
            return stored; // damaged, as whoever decodes it will say
        }
    }

    private static AuthoredUpdate read(DocumentRef document, Decoder in) {
        int flags = in.readUint8();
        UUID author = (flags & HAS_AUTHOR) != 0 ? readId(in) : null;
        UUID session = (flags & HAS_SESSION) != 0 ? readId(in) : null;
        Means means = Means.of(in.readVarString());
        long received = in.readVarUint();
        Instant madeAt = (flags & HAS_MADE_AT) != 0 ? Instant.ofEpochMilli(in.readVarUint()) : null;
        return new AuthoredUpdate(
                document, in.readVarBytes(), new Authorship(author, session, means, madeAt), received);
    }

    private static UUID readId(Decoder in) {
        long most = 0;
        long least = 0;
        for (int i = 0; i < Long.BYTES; i++) {
            most = most << Byte.SIZE | in.readUint8();
        }
        for (int i = 0; i < Long.BYTES; i++) {
            least = least << Byte.SIZE | in.readUint8();
        }
        return new UUID(most, least);
    }

    private static byte[] deflate(byte[] plain) {
        Deflater deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, true);
        try {
            deflater.setInput(plain);
            deflater.finish();
            byte[] deflated = new byte[plain.length];
            int size = deflater.deflate(deflated);
            return deflater.finished() ? Arrays.copyOf(deflated, size) : plain;
        } finally {
            deflater.end();
        }
    }

    private static byte[] inflate(byte[] piece, int from, int size) {
        Inflater inflater = new Inflater(true);
        try {
            inflater.setInput(piece, from, piece.length - from);
            byte[] plain = new byte[size];
            int length = inflater.inflate(plain);
            // What follows the last byte is read too.
            int more = inflater.inflate(new byte[1]);
            if (length != size || more != 0 || !inflater.finished() || inflater.getRemaining() > 0) {
                throw new DecodeException(from, size + " deflated bytes", "others");
            }
            return plain;
        } catch (DataFormatException e) {
            throw new DecodeException(from, "deflated bytes", String.valueOf(e.getMessage()));
        } finally {
            inflater.end();
        }
    }
}
