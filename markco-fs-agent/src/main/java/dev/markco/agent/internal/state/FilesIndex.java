package dev.markco.agent.internal.state;

import dev.markco.agent.internal.disk.FileStamp;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/**
 * The bytes of the list of files that documents had which were not at rest, so that they are found under other names after a
 * crash. Those of documents at rest are in the {@link RestIndex}; whoever cannot read it does without.
 *
 * <pre>
 * files = "MKFL" version:u8 count:u32 (string fileName, stamp)… crc32c:u32        the checksum covers all before it
 * </pre>
 */
final class FilesIndex {
    private static final byte[] MAGIC = {'M', 'K', 'F', 'L', 1};
    private static final int SUM_BYTES = 4;

    private FilesIndex() {}

    static byte[] encode(Map<String, FileStamp> files) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        out.write(MAGIC);
        out.writeInt(files.size());
        for (Map.Entry<String, FileStamp> file : files.entrySet()) {
            out.writeUTF(file.getKey());
            RestIndex.stamp(file.getValue(), out);
        }
        byte[] body = bytes.toByteArray();
        return ByteBuffer.allocate(body.length + SUM_BYTES)
                .put(body)
                .putInt(RestIndex.checksum(body, body.length))
                .array();
    }

    static Map<String, FileStamp> decode(byte[] index) throws IOException {
        int body = index.length - SUM_BYTES;
        if (body < MAGIC.length
                || !Arrays.equals(index, 0, MAGIC.length, MAGIC, 0, MAGIC.length)
                || ByteBuffer.wrap(index, body, SUM_BYTES).getInt() != RestIndex.checksum(index, body)) {
            throw new IOException("it is damaged, or of another version");
        }
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(index, MAGIC.length, body - MAGIC.length));
        Map<String, FileStamp> files = new TreeMap<>();
        for (int left = in.readInt(); left > 0; left--) {
            files.put(in.readUTF(), RestIndex.stamp(in));
        }
        return files;
    }
}
