package dev.markco.agent.internal.state;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * The bytes of a document's log:
 *
 * <pre>
 * log    = "MKDL" version:u8 record…
 * record = length:u32 crc32c:u32 entry       the checksum covers length and entry
 * </pre>
 *
 * <p>Numbers are big-endian. The last record may be cut off, or be followed by zeros, when the machine died while it was
 * written: it was not acknowledged then, and is dropped. Anything else that does not check is damage.
 */
final class LogFormat {
    static final int VERSION = 2;
    static final int HEADER_BYTES = 5;

    private static final byte[] MAGIC = {'M', 'K', 'D', 'L', VERSION};
    private static final int FRAME_BYTES = 8;

    /** What a log holds, and how many of its bytes are whole records. */
    record Content(List<Entry> entries, long length) {
        /** What the log of {@code file} starts with. */
        Entry.Snapshot snapshot(Path file) throws CorruptStateException {
            if (entries.isEmpty() || !(entries.get(0) instanceof Entry.Snapshot snapshot)) {
                throw new CorruptStateException(file, HEADER_BYTES, "it does not start with a snapshot");
            }
            return snapshot;
        }
    }

    private LogFormat() {}

    static byte[] header() {
        return MAGIC.clone();
    }

    static ByteBuffer record(Entry entry) {
        byte[] body = EntryCodec.encode(entry);
        ByteBuffer record = ByteBuffer.allocate(FRAME_BYTES + body.length);
        return record.putInt(body.length)
                .putInt(checksum(body, 0, body.length))
                .put(body)
                .flip();
    }

    /** Reads a whole log; {@code file} is named in errors only. */
    static Content parse(byte[] log, Path file) throws CorruptStateException {
        if (log.length < HEADER_BYTES || !Arrays.equals(log, 0, 4, MAGIC, 0, 4)) {
            throw new CorruptStateException(file, 0, "it does not start as a markco log");
        }
        if (log[4] != VERSION) {
            throw new CorruptStateException(file, 4, "version " + log[4] + " is not " + VERSION);
        }
        List<Entry> entries = new ArrayList<>();
        int at = HEADER_BYTES;
        while (at < log.length) {
            int left = log.length - at - FRAME_BYTES;
            ByteBuffer frame = ByteBuffer.wrap(log, at, log.length - at);
            int length = left < 0 ? -1 : frame.getInt();
            if (left < 0 || length > left || length < 0 || isZero(log, at)) {
                requireTorn(log, at, length, file);
                break;
            }
            int sum = frame.getInt();
            int body = at + FRAME_BYTES;
            if (sum != checksum(log, body, length)) {
                if (body + length == log.length || isZero(log, body + length)) {
                    break;
                }
                throw new CorruptStateException(file, at, "the checksum does not match");
            }
            entries.add(decode(log, body, length, file));
            at = body + length;
        }
        return new Content(List.copyOf(entries), at);
    }

    /** A record that reaches beyond the end is a torn write; a negative length that is not, is damage. */
    private static void requireTorn(byte[] log, int at, int length, Path file) throws CorruptStateException {
        if (length < 0 && log.length - at >= FRAME_BYTES) {
            throw new CorruptStateException(file, at, "a record claims " + length + " bytes");
        }
    }

    private static Entry decode(byte[] log, int body, int length, Path file) throws CorruptStateException {
        try {
            return EntryCodec.decode(Arrays.copyOfRange(log, body, body + length));
        } catch (IOException | RuntimeException e) {
            CorruptStateException corrupt = new CorruptStateException(file, body, String.valueOf(e.getMessage()));
            corrupt.initCause(e);
            throw corrupt;
        }
    }

    private static boolean isZero(byte[] log, int from) {
        for (int at = from; at < log.length; at++) {
            if (log[at] != 0) {
                return false;
            }
        }
        return true;
    }

    private static int checksum(byte[] bytes, int from, int length) {
        CRC32C crc = new CRC32C();
        crc.update(ByteBuffer.allocate(4).putInt(length).flip());
        crc.update(bytes, from, length);
        return (int) crc.getValue();
    }
}
