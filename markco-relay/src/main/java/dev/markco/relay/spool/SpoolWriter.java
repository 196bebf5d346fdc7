package dev.markco.relay.spool;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
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
        int length = SpoolFormat.LEAST_PAYLOAD_BYTES + project.length + path.length + entry.update().length;
        ByteBuffer out = ByteBuffer.allocate(Math.addExact(length, SpoolFormat.HEAD_BYTES + SpoolFormat.TRAILER_BYTES));
        out.putInt(SpoolFormat.ENTRY_MAGIC).putInt(length);
        out.putInt(SpoolFormat.crc(out, 0, out.position()));
        out.putLong(entry.millis());
        UUID id = entry.documentId();
        out.put((byte) (id == null ? 0 : 1));
        put(out, id == null ? NONE : id);
        put(out, entry.key().userId());
        out.putInt(project.length).put(project);
        out.putInt(path.length).put(path);
        out.putInt(entry.update().length).put(entry.update());
        return out.putInt(SpoolFormat.crc(out, SpoolFormat.HEAD_BYTES, length)).array();
    }

    private static void put(ByteBuffer out, UUID id) {
        out.putLong(id.getMostSignificantBits()).putLong(id.getLeastSignificantBits());
    }
}
