package dev.markco.agent.internal.state;

import dev.markco.agent.internal.disk.FileContent;
import dev.markco.agent.internal.disk.TextFormat;
import dev.markco.agent.internal.disk.WritePlan;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Entries as bytes:
 *
 * <pre>
 * entry     = kind:u8 fields…
 *   1 Snapshot     = string docPath, bytes disk, bytes live, optional content base, optional content held,
 *                    bool detached, identity
 *   2 Edited       = bytes disk, bytes live
 *   3 Merged       = bytes update
 *   4 Intent       = bytes update, string target, string mode, string temp, bool creates, time:u64
 *   5 Advanced     = string retired, bytes live, optional content held
 *   6 Abandoned    = (nothing)
 *   7 Released     = string retired
 *   8 Shared       = (nothing)
 *   9 Adopting     = bytes relay, bytes update, string etag
 *  10 Adopted, 11 AdoptionVoid, 12 Detached, 13 Attached = (nothing)
 *  14 Late         = string retired, bytes live, content held
 *  15 Stale        = bytes disk, bytes live, content held
 *  16 Identified   = identity
 *  17 Snapshot     = as 1, u32 n, n times (content former, until:u64),
 *                    u32 m, m times (string file, content held, time:u64) of files that were swapped out
 * identity  = optional (string id, string path)
 * bytes     = u32 length, bytes           string = bytes of UTF-8
 * bool      = u8 0 or 1                   optional x = bool, then x if 1
 * content   = string text, format:u8      format = 1 for CR LF + 2 for a byte order mark
 * </pre>
 *
 * <p>Numbers are big-endian. A target and a temp in the project are named from its root.
 */
final class EntryCodec {
    private static final int CRLF = 1;
    private static final int BOM = 2;

    private EntryCodec() {}

    static byte[] encode(Entry entry) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            write(entry, new DataOutputStream(bytes));
        } catch (IOException e) {
            throw new UncheckedIOException("unable to write to memory", e);
        }
        return bytes.toByteArray();
    }

    /** Throws {@link IOException} when the bytes are no entry. */
    static Entry decode(byte[] bytes) throws IOException {
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
        Entry entry = read(in);
        if (in.available() > 0) {
            throw new IOException(in.available() + " bytes follow the entry");
        }
        return entry;
    }

    private static void write(Entry entry, DataOutputStream out) throws IOException {
        if (entry instanceof Entry.Snapshot snapshot) {
            boolean past = !snapshot.past().equals(Entry.Past.NONE);
            out.writeByte(past ? 17 : 1);
            string(snapshot.docPath(), out);
            bytes(snapshot.disk(), out);
            bytes(snapshot.live(), out);
            optional(snapshot.base(), out);
            optional(snapshot.held(), out);
            out.writeBoolean(snapshot.detached());
            identity(snapshot.identity(), out);
            if (past) {
                past(snapshot.past(), out);
            }
        } else if (entry instanceof Entry.Identified identified) {
            out.writeByte(16);
            identity(identified.identity(), out);
        } else if (entry instanceof Entry.Edited edited) {
            out.writeByte(2);
            bytes(edited.disk(), out);
            bytes(edited.live(), out);
        } else if (entry instanceof Entry.Stale stale) {
            out.writeByte(15);
            bytes(stale.disk(), out);
            bytes(stale.live(), out);
            content(stale.held(), out);
        } else if (entry instanceof Entry.Merged merged) {
            out.writeByte(3);
            bytes(merged.update(), out);
        } else if (entry instanceof Entry.Intent intent) {
            out.writeByte(4);
            bytes(intent.update(), out);
            string(intent.plan().target().toString(), out);
            string(intent.plan().mode().name(), out);
            string(intent.plan().temp().toString(), out);
            out.writeBoolean(intent.creates());
            out.writeLong(intent.time());
        } else if (entry instanceof Entry.Advanced advanced) {
            out.writeByte(5);
            string(advanced.retired(), out);
            bytes(advanced.edit(), out);
            optional(advanced.held(), out);
        } else if (entry instanceof Entry.Late late) {
            out.writeByte(14);
            string(late.retired(), out);
            bytes(late.edit(), out);
            content(late.held(), out);
        } else if (entry instanceof Entry.Released released) {
            out.writeByte(7);
            string(released.retired(), out);
        } else if (entry instanceof Entry.Leaving leaving) {
            out.writeByte(18);
            string(Objects.requireNonNullElse(leaving.docPath(), ""), out);
        } else if (entry instanceof Entry.Adopting adopting) {
            out.writeByte(9);
            bytes(adopting.relay(), out);
            bytes(adopting.update(), out);
            string(adopting.etag(), out);
        } else {
            out.writeByte(bareKind(entry));
        }
    }

    private static int bareKind(Entry entry) {
        if (entry instanceof Entry.Abandoned) {
            return 6;
        } else if (entry instanceof Entry.Shared) {
            return 8;
        } else if (entry instanceof Entry.Adopted) {
            return 10;
        } else if (entry instanceof Entry.AdoptionVoid) {
            return 11;
        } else if (entry instanceof Entry.Detached) {
            return 12;
        } else if (entry instanceof Entry.Attached) {
            return 13;
        }
        throw new IllegalArgumentException("no such entry: " + entry);
    }

    private static Entry read(DataInputStream in) throws IOException {
        int kind = in.readUnsignedByte();
        return switch (kind) {
            case 1 -> snapshot(in, false);
            case 2 -> new Entry.Edited(bytes(in), bytes(in));
            case 3 -> new Entry.Merged(bytes(in));
            case 4 -> intent(in);
            case 5 -> new Entry.Advanced(string(in), bytes(in), optional(in));
            case 6 -> new Entry.Abandoned();
            case 7 -> new Entry.Released(string(in));
            case 8 -> new Entry.Shared();
            case 9 -> new Entry.Adopting(bytes(in), bytes(in), string(in));
            case 10 -> new Entry.Adopted();
            case 11 -> new Entry.AdoptionVoid();
            case 12 -> new Entry.Detached();
            case 13 -> new Entry.Attached();
            case 14 -> new Entry.Late(string(in), bytes(in), content(in));
            case 15 -> new Entry.Stale(bytes(in), bytes(in), content(in));
            case 16 -> new Entry.Identified(identity(in));
            case 17 -> snapshot(in, true);
            case 18 -> leaving(string(in));
            default -> throw new IOException("unknown kind of entry: " + kind);
        };
    }

    private static Entry leaving(String docPath) {
        return new Entry.Leaving(docPath.isEmpty() ? null : docPath);
    }

    private static void identity(Entry.@Nullable Identity identity, DataOutputStream out) throws IOException {
        out.writeBoolean(identity != null);
        if (identity != null) {
            string(identity.id(), out);
            string(identity.path(), out);
        }
    }

    private static Entry.@Nullable Identity identity(DataInputStream in) throws IOException {
        return in.readBoolean() ? new Entry.Identity(string(in), string(in)) : null;
    }

    private static Entry.Snapshot snapshot(DataInputStream in, boolean past) throws IOException {
        return new Entry.Snapshot(
                string(in),
                bytes(in),
                bytes(in),
                optional(in),
                optional(in),
                in.readBoolean(),
                identity(in),
                past ? past(in) : Entry.Past.NONE);
    }

    private static void past(Entry.Past past, DataOutputStream out) throws IOException {
        out.writeInt(past.former().size());
        for (Entry.Former one : past.former()) {
            content(one.content(), out);
            out.writeLong(one.until());
        }
        out.writeInt(past.retired().size());
        for (Entry.Retired one : past.retired()) {
            string(one.file().toString(), out);
            content(one.held(), out);
            out.writeLong(one.time());
        }
    }

    private static Entry.Past past(DataInputStream in) throws IOException {
        List<Entry.Former> former = new ArrayList<>();
        for (int left = count(in); left > 0; left--) {
            former.add(new Entry.Former(content(in), in.readLong()));
        }
        List<Entry.Retired> retired = new ArrayList<>();
        for (int left = count(in); left > 0; left--) {
            retired.add(new Entry.Retired(Path.of(string(in)), content(in), in.readLong()));
        }
        return new Entry.Past(List.copyOf(former), List.copyOf(retired));
    }

    private static int count(DataInputStream in) throws IOException {
        int count = in.readInt();
        if (count < 0 || count > in.available()) {
            throw new IOException("a list claims " + count + " elements in " + in.available() + " bytes");
        }
        return count;
    }

    private static Entry.Intent intent(DataInputStream in) throws IOException {
        byte[] update = bytes(in);
        Path target = Path.of(string(in));
        String mode = string(in);
        try {
            WritePlan plan = new WritePlan(target, WritePlan.Mode.valueOf(mode), Path.of(string(in)));
            return new Entry.Intent(update, plan, in.readBoolean(), in.readLong());
        } catch (IllegalArgumentException e) {
            throw new IOException("unknown mode of writing: " + mode, e);
        }
    }

    private static void bytes(byte[] value, DataOutputStream out) throws IOException {
        out.writeInt(value.length);
        out.write(value);
    }

    private static byte[] bytes(DataInputStream in) throws IOException {
        int length = in.readInt();
        if (length < 0 || length > in.available()) {
            throw new IOException("a field claims " + length + " bytes of the " + in.available() + " that are left");
        }
        return in.readNBytes(length);
    }

    private static void string(String value, DataOutputStream out) throws IOException {
        bytes(value.getBytes(StandardCharsets.UTF_8), out);
    }

    private static String string(DataInputStream in) throws IOException {
        return new String(bytes(in), StandardCharsets.UTF_8);
    }

    private static void content(FileContent value, DataOutputStream out) throws IOException {
        string(value.text(), out);
        out.writeByte((value.format().crlf() ? CRLF : 0) | (value.format().bom() ? BOM : 0));
    }

    private static FileContent content(DataInputStream in) throws IOException {
        String text = string(in);
        int format = in.readUnsignedByte();
        if (format > (CRLF | BOM)) {
            throw new IOException("unknown format of a text: " + format);
        }
        return new FileContent(text, new TextFormat((format & CRLF) != 0, (format & BOM) != 0));
    }

    private static void optional(@Nullable FileContent value, DataOutputStream out) throws IOException {
        out.writeBoolean(value != null);
        if (value != null) {
            content(value, out);
        }
    }

    private static @Nullable FileContent optional(DataInputStream in) throws IOException {
        return in.readBoolean() ? content(in) : null;
    }
}
