package dev.markco.relay.spool;

import dev.markco.sync.DocumentKey;
import dev.markco.sync.InvalidKeyException;
import dev.markco.sync.room.Authorship;
import dev.markco.sync.room.Means;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The decoder of {@link SpoolFormat}: gives every entry that is whole, whatever stands between them, and says what does.
 *
 * <p>Pure. A file ends torn when it stops within an entry whose head is whole, or within the head: that entry was being
 * written when the process or the machine died, and nobody was told that it was kept. Everything else that is no entry is
 * damage; reading goes on at the next whole entry behind it.
 */
final class SpoolReader {
    private final ByteBuffer in;
    private final int end;
    private final List<SpoolEntry> entries = new ArrayList<>();
    private final List<Damage> damage = new ArrayList<>();
    private int at;

    private SpoolReader(byte[] file) {
        this.in = ByteBuffer.wrap(file);
        this.end = file.length;
    }

    /**
     * What a file holds.
     *
     * @param tornBytes the length of an incomplete entry at the end
     */
    record Contents(List<SpoolEntry> entries, List<Damage> damage, int tornBytes) {}

    /** {@code length} bytes at {@code offset} that are no entry. */
    record Damage(int offset, int length) {}

    /**
     * Reads a whole file.
     *
     * @throws SpoolVersionException when its header is whole and names another version
     */
    static Contents read(byte[] file) {
        return new SpoolReader(file).read();
    }

    private Contents read() {
        int torn = 0;
        if (end < SpoolFormat.HEADER_BYTES) {
            return new Contents(List.of(), List.of(), end);
        }
        if (isHeader()) {
            at = SpoolFormat.HEADER_BYTES;
        } else {
            skip(SpoolFormat.HEADER_BYTES);
        }
        while (at < end && torn == 0) {
            SpoolEntry entry = entryAt(at);
            if (entry != null) {
                entries.add(entry);
                at += Math.toIntExact(sizeAt(at));
            } else if (isCutOff()) {
                torn = end - at;
            } else {
                // A whole head still tells where the next entry is; what is inside may look like anything.
                skip(isHead(at) ? Math.toIntExact(sizeAt(at)) : 1);
            }
        }
        return new Contents(List.copyOf(entries), List.copyOf(damage), torn);
    }

    private boolean isHeader() {
        boolean whole = in.getInt(0) == SpoolFormat.FILE_MAGIC && in.getInt(8) == SpoolFormat.crc(in, 0, 8);
        if (whole && (in.getInt(4) < SpoolFormat.FIRST_VERSION || in.getInt(4) > SpoolFormat.VERSION)) {
            throw new SpoolVersionException(in.getInt(4));
        }
        return whole;
    }

    /** Goes to the next whole entry, at least {@code least} bytes on, or to the end, and notes the way as damage. */
    private void skip(int least) {
        int next = at + least;
        while (next < end && entryAt(next) == null) {
            next++;
        }
        damage.add(new Damage(at, next - at));
        at = next;
    }

    private boolean isCutOff() {
        return end - at < SpoolFormat.HEAD_BYTES || (isHead(at) && sizeAt(at) > end - at);
    }

    private boolean isHead(int offset) {
        return end - offset >= SpoolFormat.HEAD_BYTES
                && in.getInt(offset) == SpoolFormat.ENTRY_MAGIC
                && in.getInt(offset + 8) == SpoolFormat.crc(in, offset, 8);
    }

    /** The bytes of the entry with this head; a head's checksum vouches for its length. */
    private long sizeAt(int offset) {
        return (in.getInt(offset + 4) & 0xffff_ffffL) + SpoolFormat.HEAD_BYTES + SpoolFormat.TRAILER_BYTES;
    }

    private @Nullable SpoolEntry entryAt(int offset) {
        if (!isHead(offset) || sizeAt(offset) > end - offset) {
            return null;
        }
        int length = in.getInt(offset + 4);
        int payload = offset + SpoolFormat.HEAD_BYTES;
        if (length < SpoolFormat.LEAST_PAYLOAD_BYTES
                || in.getInt(payload + length) != SpoolFormat.crc(in, payload, length)) {
            return null;
        }
        return payload(in.duplicate().limit(payload + length).position(payload));
    }

    /** Null when the bytes, though their checksum is right, make no entry. */
    private static @Nullable SpoolEntry payload(ByteBuffer in) {
        long millis = in.getLong();
        int flags = in.get();
        UUID id = uuid(in);
        UUID user = uuid(in);
        byte[] project = bytes(in, 8);
        byte[] path = project == null ? null : bytes(in, 4);
        if (project == null || path == null) {
            return null;
        }
        try {
            Authorship by = authorship(in, flags);
            byte[] update = bytes(in, 0);
            if (update == null || in.hasRemaining()) {
                return null;
            }
            UUID documentId = (flags & SpoolFormat.HAS_ID) != 0 ? id : null;
            return new SpoolEntry(DocumentKey.of(user, text(project), text(path)), documentId, update, by, millis);
        } catch (InvalidKeyException | CharacterCodingException | BufferUnderflowException e) {
            return null;
        }
    }

    private static Authorship authorship(ByteBuffer in, int flags) throws CharacterCodingException {
        UUID author = (flags & SpoolFormat.HAS_AUTHOR) != 0 ? uuid(in) : null;
        UUID session = (flags & SpoolFormat.HAS_SESSION) != 0 ? uuid(in) : null;
        Instant madeAt = (flags & SpoolFormat.HAS_MADE_AT) != 0 ? Instant.ofEpochMilli(in.getLong()) : null;
        byte[] means = (flags & SpoolFormat.HAS_MEANS) != 0 ? bytes(in, 4) : null;
        return new Authorship(author, session, Means.of(means == null ? null : text(means)), madeAt);
    }

    private static UUID uuid(ByteBuffer in) {
        return new UUID(in.getLong(), in.getLong());
    }

    /** Reads a length and so many bytes, if {@code rest} more are left behind them. */
    private static byte @Nullable [] bytes(ByteBuffer in, int rest) {
        int length = in.getInt();
        if (length < 0 || length > in.remaining() - rest) {
            return null;
        }
        byte[] bytes = new byte[length];
        in.get(bytes);
        return bytes;
    }

    private static String text(byte[] utf8) throws CharacterCodingException {
        return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(utf8)).toString();
    }
}
