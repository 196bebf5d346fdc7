package dev.markco.relay.spool;

import dev.markco.sync.room.Authorship;
import dev.markco.sync.room.Means;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.UUID;

/** The encoder of {@link SpoolFormat}. */
final class SpoolWriter {
    private static final UUID NONE = new UUID(0, 0);

    private SpoolWriter() {}

    /** A file's first bytes. */
    static byte[] header() {
        return header(SpoolFormat.VERSION);
    }

    static byte[] header(int version) {
        ByteBuffer out = ByteBuffer.allocate(SpoolFormat.HEADER_BYTES);
        out.putInt(SpoolFormat.FILE_MAGIC).putInt(version);
        return out.putInt(SpoolFormat.crc(out, 0, out.position())).array();
    }

    /** One whole entry. */
    static byte[] entry(SpoolEntry entry) {
        byte[] project = entry.key().project().getBytes(StandardCharsets.UTF_8);
        byte[] path = entry.key().docPath().getBytes(StandardCharsets.UTF_8);
        byte[] by = authorship(entry.authorship());
        int length = SpoolFormat.LEAST_PAYLOAD_BYTES + project.length + path.length + by.length + entry.update().length;
        ByteBuffer out = ByteBuffer.allocate(Math.addExact(length, SpoolFormat.HEAD_BYTES + SpoolFormat.TRAILER_BYTES));
        out.putInt(SpoolFormat.ENTRY_MAGIC).putInt(length);
        out.putInt(SpoolFormat.crc(out, 0, out.position()));
        out.putLong(entry.millis());
        UUID id = entry.documentId();
        out.put((byte) (flags(entry.authorship()) | (id == null ? 0 : SpoolFormat.HAS_ID)));
        put(out, id == null ? NONE : id);
        put(out, entry.key().userId());
        out.putInt(project.length).put(project);
        out.putInt(path.length).put(path);
        out.put(by);
        out.putInt(entry.update().length).put(entry.update());
        return out.putInt(SpoolFormat.crc(out, SpoolFormat.HEAD_BYTES, length)).array();
    }

    private static int flags(Authorship by) {
        return (by.author() != null ? SpoolFormat.HAS_AUTHOR : 0)
                | (by.session() != null ? SpoolFormat.HAS_SESSION : 0)
                | (by.madeAt() != null ? SpoolFormat.HAS_MADE_AT : 0)
                | (by.means() != Means.UNKNOWN ? SpoolFormat.HAS_MEANS : 0);
    }

    /** What the flags announce. */
    private static byte[] authorship(Authorship by) {
        byte[] means = by.means().word().getBytes(StandardCharsets.UTF_8);
        ByteBuffer out = ByteBuffer.allocate(16 + 16 + 8 + 4 + means.length);
        if (by.author() != null) {
            put(out, by.author());
        }
        if (by.session() != null) {
            put(out, by.session());
        }
        if (by.madeAt() != null) {
            out.putLong(by.madeAt().toEpochMilli());
        }
        if (by.means() != Means.UNKNOWN) {
            out.putInt(means.length).put(means);
        }
        return Arrays.copyOf(out.array(), out.position());
    }

    private static void put(ByteBuffer out, UUID id) {
        out.putLong(id.getMostSignificantBits()).putLong(id.getLeastSignificantBits());
    }
}
