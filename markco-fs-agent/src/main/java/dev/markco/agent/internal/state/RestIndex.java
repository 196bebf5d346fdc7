package dev.markco.agent.internal.state;

import dev.markco.agent.internal.disk.ContentHash;
import dev.markco.agent.internal.disk.FileStamp;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of the index of documents at rest. It only saves time: an entry counts while its document's log is the very file
 * that it was, and a document without an entry is opened.
 *
 * <pre>
 * index    = "MKIX" version:u8 string start, then as a {@link SummedList} of entries
 * entry    = string nameOfLog, string docPath, string fileName, optional stamp, optional hash:32 bytes, string stateHash,
 *            bool shared, stamp log, optional (string id, string path)
 * stamp    = bool regular, size:u64 modified:u64 changed:u64 inode:u64 links:u32 mode:u32
 * </pre>
 *
 * <p>Strings are modified UTF-8 with a length of 16 bits. In version 2 there was no {@code start}.
 */
final class RestIndex {
    /** What the file is called. */
    static final String NAME = "index";

    private static final byte[] MAGIC = {'M', 'K', 'I', 'X', 3};
    private static final byte[] MAGIC_2 = {'M', 'K', 'I', 'X', 2};

    private RestIndex() {}

    /** A document at rest and the name of its log. */
    record Row(String log, AtRest document) {}

    /**
     * What an index says.
     *
     * @param start in which it was written by a run that went on, {@link MachineStart#UNKNOWN} for one that ended with it
     */
    record Content(MachineStart start, List<Row> rows) {}

    static byte[] encode(MachineStart start, Collection<Row> rows) throws IOException {
        return SummedList.encode(head(start), rows, (row, out) -> {
            out.writeUTF(row.log());
            document(row.document(), out);
        });
    }

    /**
     * Reads an index.
     *
     * @throws IOException when it is damaged or of another version: whoever reads it does without
     */
    static Content decode(byte[] index) throws IOException {
        if (Arrays.equals(MAGIC_2, Arrays.copyOf(index, MAGIC_2.length))) {
            return new Content(MachineStart.UNKNOWN, rows(MAGIC_2, index));
        }
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(index));
        in.skipNBytes(MAGIC.length);
        MachineStart start = new MachineStart(in.readUTF());
        return new Content(start, rows(head(start), index));
    }

    private static List<Row> rows(byte[] head, byte[] index) throws IOException {
        return SummedList.decode(head, index, in -> new Row(in.readUTF(), document(in)));
    }

    private static byte[] head(MachineStart start) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(head);
        out.write(MAGIC);
        out.writeUTF(start.id());
        return head.toByteArray();
    }

    private static void document(AtRest document, DataOutputStream out) throws IOException {
        out.writeUTF(document.docPath());
        out.writeUTF(document.fileName());
        FileStamp stamp = document.stamp();
        out.writeBoolean(stamp != null);
        if (stamp != null) {
            stamp(stamp, out);
        }
        ContentHash content = document.content();
        out.writeBoolean(content != null);
        if (content != null) {
            ByteBuffer hash = ByteBuffer.allocate(ContentHash.BYTES);
            content.writeTo(hash);
            out.write(hash.array());
        }
        out.writeUTF(document.stateHash());
        out.writeBoolean(document.shared());
        stamp(document.log(), out);
        Entry.Identity identity = document.identity();
        out.writeBoolean(identity != null);
        if (identity != null) {
            out.writeUTF(identity.id());
            out.writeUTF(identity.path());
        }
    }

    private static AtRest document(DataInputStream in) throws IOException {
        String docPath = in.readUTF();
        String fileName = in.readUTF();
        @Nullable FileStamp stamp = in.readBoolean() ? stamp(in) : null;
        @Nullable ContentHash content = null;
        if (in.readBoolean()) {
            content = ContentHash.readFrom(ByteBuffer.wrap(in.readNBytes(ContentHash.BYTES)));
        }
        String stateHash = in.readUTF();
        boolean shared = in.readBoolean();
        FileStamp log = stamp(in);
        Entry.@Nullable Identity identity = in.readBoolean() ? new Entry.Identity(in.readUTF(), in.readUTF()) : null;
        return new AtRest(docPath, fileName, stamp, content, stateHash, shared, log, identity);
    }

    static void stamp(FileStamp stamp, DataOutputStream out) throws IOException {
        out.writeBoolean(stamp.regular());
        out.writeLong(stamp.size());
        out.writeLong(stamp.modified());
        out.writeLong(stamp.changed());
        out.writeLong(stamp.inode());
        out.writeInt(stamp.links());
        out.writeInt(stamp.mode());
    }

    static FileStamp stamp(DataInputStream in) throws IOException {
        return new FileStamp(
                in.readBoolean(),
                in.readLong(),
                in.readLong(),
                in.readLong(),
                in.readLong(),
                in.readInt(),
                in.readInt());
    }
}
