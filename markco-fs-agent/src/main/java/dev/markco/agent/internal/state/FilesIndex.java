package dev.markco.agent.internal.state;

import dev.markco.agent.internal.disk.FileStamp;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;

/**
 * The bytes of the list of files that documents had which were not at rest, so that they are found under other names after a
 * crash. Those of documents at rest are in the {@link RestIndex}; whoever cannot read it does without.
 *
 * <pre>
 * files = "MKFL" version:u8, then as a {@link SummedList} of (string fileName, stamp)
 * </pre>
 */
final class FilesIndex {
    /** What the file is called. */
    static final String NAME = "files";

    private static final byte[] MAGIC = {'M', 'K', 'F', 'L', 1};

    private FilesIndex() {}

    static byte[] encode(Map<String, FileStamp> files) throws IOException {
        return SummedList.encode(MAGIC, files.entrySet(), (file, out) -> {
            out.writeUTF(file.getKey());
            RestIndex.stamp(file.getValue(), out);
        });
    }

    static Map<String, FileStamp> decode(byte[] index) throws IOException {
        Map<String, FileStamp> files = new TreeMap<>();
        SummedList.decode(MAGIC, index, in -> Map.entry(in.readUTF(), RestIndex.stamp(in)))
                .forEach(file -> files.put(file.getKey(), file.getValue()));
        return files;
    }
}
