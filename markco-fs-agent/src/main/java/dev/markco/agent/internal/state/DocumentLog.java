package dev.markco.agent.internal.state;

import dev.markco.agent.internal.disk.FaultPoints;
import dev.markco.agent.internal.disk.Posix;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The log of one document: what it starts with, and what is appended. The format is {@link LogFormat}'s. Confined to one
 * thread at a time.
 *
 * <p>After a failed write, or when somebody took the file away, the log is not {@link #isSound sound} and refuses to append:
 * what is on disk is not known then, and a record behind a torn one would be lost. {@link #compact} puts a whole new file there
 * and so mends it, as often as it takes: a disk that is full has space again some day.
 */
public final class DocumentLog implements Closeable {
    private final Path file;
    private final FaultPoints faults;
    private final List<Entry> recovered;
    private FileChannel channel;
    private long length;
    private long snapshotLength;
    private boolean failed;
    private @Nullable Object identity;

    private DocumentLog(Path file, FaultPoints faults, List<Entry> recovered, FileChannel channel, long length)
            throws IOException {
        this.file = file;
        this.faults = faults;
        this.recovered = recovered;
        this.channel = channel;
        this.length = length;
        this.snapshotLength = length;
        this.identity = HeldDirectory.identityOf(file);
    }

    /** Opens an existing log and drops a torn tail. */
    static DocumentLog open(Path file, FaultPoints faults) throws IOException {
        LogFormat.Content content = LogFormat.parse(Files.readAllBytes(file), file);
        Entry.Snapshot snapshot = content.snapshot(file);
        FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE);
        if (channel.size() > content.length()) {
            channel.truncate(content.length());
            channel.force(true);
        }
        DocumentLog log = new DocumentLog(file, faults, content.entries(), channel, content.length());
        log.snapshotLength =
                (long) LogFormat.HEADER_BYTES + LogFormat.record(snapshot).remaining();
        return log;
    }

    /** Makes a log that starts with a snapshot; durable when this returns. */
    static DocumentLog create(Path file, FaultPoints faults, Entry.Snapshot snapshot) throws IOException {
        long length = replace(file, faults, snapshot);
        return new DocumentLog(
                file, faults, List.of(snapshot), FileChannel.open(file, StandardOpenOption.WRITE), length);
    }

    /** What the log held when it was opened. */
    public List<Entry> recovered() {
        return recovered;
    }

    /** Appends an entry; it is durable once a later {@link #append} returned. */
    public void note(Entry entry) throws IOException {
        write(entry, false);
    }

    /** Appends an entry; it and all before it are durable when this returns (R6). */
    public void append(Entry entry) throws IOException {
        write(entry, true);
    }

    /** Whether entries may be appended, and a start would find them: the last write was whole, and the file is there. */
    public boolean isSound() throws IOException {
        return !failed && HeldDirectory.isStill(file, identity);
    }

    /** How many bytes were appended since the last snapshot. */
    public long appended() {
        return length - snapshotLength;
    }

    public long snapshotLength() {
        return snapshotLength;
    }

    /** Puts a snapshot in the place of everything, whatever became of that. When this fails the log is not sound. */
    public void compact(Entry.Snapshot snapshot) throws IOException {
        failed = true;
        long whole = replace(file, faults, snapshot);
        FileChannel former = channel;
        channel = FileChannel.open(file, StandardOpenOption.WRITE);
        former.close();
        identity = HeldDirectory.identityOf(file);
        length = whole;
        snapshotLength = whole;
        failed = false;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    private void write(Entry entry, boolean durable) throws IOException {
        if (failed) {
            throw new IOException("the log " + file + " failed before and has to be written anew");
        }
        failed = true;
        ByteBuffer record = LogFormat.record(entry);
        String name = entry.getClass().getSimpleName();
        faults.pass("before log " + name);
        while (record.hasRemaining()) {
            length += channel.write(record, length);
        }
        if (durable) {
            channel.force(false);
        }
        failed = false;
        faults.pass("after log " + name);
    }

    private static long replace(Path file, FaultPoints faults, Entry.Snapshot snapshot) throws IOException {
        Path temp = file.resolveSibling(file.getFileName() + ".new");
        ByteBuffer record = LogFormat.record(snapshot);
        long length = LogFormat.HEADER_BYTES + (long) record.remaining();
        try {
            write(temp, record);
        } catch (IOException e) {
            // Half of it is of no use and takes what little space there is.
            Files.deleteIfExists(temp);
            throw e;
        }
        faults.pass("snapshot written");
        Files.move(temp, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        Posix.syncParent(file);
        faults.pass("snapshot named");
        return length;
    }

    private static void write(Path temp, ByteBuffer record) throws IOException {
        try (FileChannel out = FileChannel.open(
                temp, StandardOpenOption.WRITE, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING)) {
            ByteBuffer header = ByteBuffer.wrap(LogFormat.header());
            while (header.hasRemaining()) {
                out.write(header);
            }
            while (record.hasRemaining()) {
                out.write(record);
            }
            out.force(true);
        }
    }
}
