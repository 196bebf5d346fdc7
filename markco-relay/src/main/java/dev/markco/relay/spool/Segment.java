package dev.markco.relay.spool;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One file of the spool. Confined to the monitor of its {@link Spool}. */
final class Segment {
    private static final Logger log = LoggerFactory.getLogger(Segment.class);
    private static final Pattern NAME = Pattern.compile("updates-(\\d{1,18})\\.spool");

    private final Path directory;
    private final Path file;
    private @Nullable FileChannel channel;
    private long bytes;
    private long entries;
    private boolean damaged;

    private Segment(Path directory, Path file, @Nullable FileChannel channel, long bytes) {
        this.directory = directory;
        this.file = file;
        this.channel = channel;
        this.bytes = bytes;
    }

    /** The number in a file's name; empty for a file that is no segment. */
    static OptionalLong number(Path file) {
        Matcher name = NAME.matcher(String.valueOf(file.getFileName()));
        return name.matches() ? OptionalLong.of(Long.parseLong(name.group(1))) : OptionalLong.empty();
    }

    /** A file that an earlier process left; it is only read. */
    static Segment found(Path directory, Path file) throws IOException {
        return new Segment(directory, file, null, Files.size(file));
    }

    /** A new, empty file that entries can be written to. */
    static Segment create(Path directory, long number) throws IOException {
        Path file = directory.resolve(String.format(Locale.ROOT, "updates-%08d.spool", number));
        FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        return new Segment(directory, file, channel, 0);
    }

    long bytes() {
        return bytes;
    }

    long entries() {
        return entries;
    }

    boolean isOpen() {
        return channel != null;
    }

    /** Writes encoded entries and forces them to the disk; after a failure nothing more is written to this file. */
    void write(List<byte[]> encoded) throws IOException {
        FileChannel out = channel;
        if (out == null) {
            throw new IllegalStateException(file + " takes no entries");
        }
        try {
            boolean fresh = bytes == 0;
            long written = bytes;
            if (fresh) {
                written += writeFully(out, SpoolWriter.header());
            }
            for (byte[] entry : encoded) {
                written += writeFully(out, entry);
            }
            out.force(true);
            if (fresh) {
                DurableFiles.forceDirectory(directory);
            }
            bytes = written;
            entries += encoded.size();
        } catch (IOException e) {
            seal();
            throw e;
        }
    }

    private static long writeFully(FileChannel out, byte[] bytes) throws IOException {
        ByteBuffer left = ByteBuffer.wrap(bytes);
        while (left.hasRemaining()) {
            out.write(left);
        }
        return bytes.length;
    }

    /** Takes no more entries. */
    void seal() {
        FileChannel out = channel;
        channel = null;
        if (out == null) {
            return;
        }
        try {
            out.close();
        } catch (IOException e) {
            log.debug("{} did not close", file, e);
        }
    }

    /** Reads all entries that are whole, and says in the log what is not. */
    List<SpoolEntry> read() throws IOException {
        SpoolReader.Contents contents = SpoolReader.read(Files.readAllBytes(file));
        if (contents.tornBytes() > 0) {
            log.warn(
                    "{} ends with {} bytes of an entry that was being written when the relay died; the {} before it are"
                            + " whole",
                    file,
                    contents.tornBytes(),
                    contents.entries().size());
        }
        for (SpoolReader.Damage place : contents.damage()) {
            log.error(
                    "{} is damaged: {} bytes at {} are no entry; the {} whole entries are used, and the file is kept"
                            + " as {} for a person to look at",
                    file,
                    place.length(),
                    place.offset(),
                    contents.entries().size(),
                    setAsideName());
        }
        damaged = !contents.damage().isEmpty();
        entries = contents.entries().size();
        return contents.entries();
    }

    private Path setAsideName() {
        return directory.resolve("damaged-" + file.getFileName());
    }

    /** Removes the file, all of whose entries are stored elsewhere; a damaged one is set aside. */
    void remove() throws IOException {
        seal();
        if (damaged) {
            Files.move(file, setAsideName());
        } else {
            Files.deleteIfExists(file);
        }
    }

    @Override
    public String toString() {
        return file.toString();
    }
}
