package dev.markco.agent.internal.state;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * The bytes of a list that only saves time, or is done without where it is damaged:
 *
 * <pre>
 * list = magic version:u8 count:u32 row… crc32c:u32        the checksum covers all before it
 * </pre>
 *
 * <p>Numbers are big-endian.
 */
final class SummedList {
    private static final int SUM_BYTES = 4;

    private SummedList() {}

    /** Writes one row. */
    @FunctionalInterface
    interface RowWriter<T> {
        void write(T row, DataOutputStream out) throws IOException;
    }

    /** Reads one row. */
    @FunctionalInterface
    interface RowReader<T> {
        T read(DataInputStream in) throws IOException;
    }

    /** {@code magic} ends with the version. */
    static <T> byte[] encode(byte[] magic, Collection<T> rows, RowWriter<T> writer) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        out.write(magic);
        out.writeInt(rows.size());
        for (T row : rows) {
            writer.write(row, out);
        }
        byte[] body = bytes.toByteArray();
        return ByteBuffer.allocate(body.length + SUM_BYTES)
                .put(body)
                .putInt(checksum(body, body.length))
                .array();
    }

    /**
     * Reads a list.
     *
     * @throws IOException when it is damaged or of another version: whoever reads it does without
     */
    static <T> List<T> decode(byte[] magic, byte[] list, RowReader<T> reader) throws IOException {
        int body = list.length - SUM_BYTES;
        if (body < magic.length || !Arrays.equals(list, 0, magic.length, magic, 0, magic.length)) {
            throw new IOException("it is no index of this version");
        }
        if (ByteBuffer.wrap(list, body, SUM_BYTES).getInt() != checksum(list, body)) {
            throw new IOException("its checksum does not match");
        }
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(list, magic.length, body - magic.length));
        int count = in.readInt();
        List<T> rows = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            rows.add(reader.read(in));
        }
        return rows;
    }

    private static int checksum(byte[] bytes, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, length);
        return (int) crc.getValue();
    }
}
