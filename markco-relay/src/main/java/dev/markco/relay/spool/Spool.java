package dev.markco.relay.spool;

import dev.markco.relay.postgres.DataDirectoryLock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A directory of files, numbered in the order they were begun, that hold updates until PostgreSQL has them.
 *
 * <p>What {@link #append} took is on the disk when it returns. A file goes away as a whole, when everything in it is stored
 * elsewhere; files that an earlier process left are read at the start and never written to. One process uses a directory
 * at a time. Thread-safe; the figures may be asked for while a slow disk holds up everything else.
 */
public final class Spool implements AutoCloseable {
    /** What the spool may hold unless told otherwise: 1 GiB. */
    public static final long DEFAULT_LIMIT_BYTES = 1L << 30;

    private static final Logger log = LoggerFactory.getLogger(Spool.class);
    /** A file of several entries has no more than this; one that is larger has a file of its own. */
    private static final long SEGMENT_BYTES = 16L << 20;

    private final Path directory;
    private final long limitBytes;
    private final DataDirectoryLock lock;
    private final NavigableMap<Long, Segment> segments;
    private volatile long bytes;
    private volatile long entries;
    private long next;
    private boolean closed;

    private Spool(Path directory, long limitBytes, DataDirectoryLock lock, NavigableMap<Long, Segment> segments) {
        this.directory = directory;
        this.limitBytes = limitBytes;
        this.lock = lock;
        this.segments = segments;
        this.next = segments.isEmpty() ? 1 : segments.lastKey() + 1;
        count();
    }

    /**
     * Opens the spool in a directory, which is made if need be.
     *
     * @throws SpoolException when the directory cannot be used
     * @throws dev.markco.relay.postgres.DataDirectoryLockedException when another process uses it
     */
    public static Spool open(Path directory, long limitBytes) {
        DataDirectoryLock lock = null;
        try {
            DurableFiles.createPrivateDirectory(directory);
            lock = DataDirectoryLock.take(directory, directory.resolve("lock"));
            Spool spool = new Spool(directory, limitBytes, lock, find(directory));
            spool.probe();
            return spool;
        } catch (IOException e) {
            close(lock);
            throw new SpoolException(
                    "the spool directory " + directory + " cannot be used: " + e,
                    "make it a directory that this user can write to, or choose another with --data-dir",
                    e);
        }
    }

    private static NavigableMap<Long, Segment> find(Path directory) throws IOException {
        List<Path> files;
        try (Stream<Path> list = Files.list(directory)) {
            files = list.toList();
        }
        NavigableMap<Long, Segment> found = new TreeMap<>();
        for (Path file : files) {
            OptionalLong number = Segment.number(file);
            if (number.isPresent()) {
                found.put(number.getAsLong(), Segment.found(directory, file));
            }
        }
        return found;
    }

    /** Fails now rather than in the middle of an outage. */
    private void probe() throws IOException {
        Files.deleteIfExists(Files.createTempFile(directory, "probe-", null));
    }

    /** The numbers of the files that are there, oldest first. */
    public synchronized List<Long> segments() {
        return List.copyOf(segments.keySet());
    }

    /**
     * Reads the whole entries of a file; what is not whole is said in the log.
     *
     * @throws SpoolException when the file cannot be read; it stays
     */
    public synchronized List<SpoolEntry> read(long number) {
        Segment segment = segments.get(number);
        if (segment == null) {
            return List.of();
        }
        try {
            List<SpoolEntry> read = segment.read();
            count();
            return read;
        } catch (IOException e) {
            throw new SpoolException(
                    segment + " cannot be read: " + e,
                    "look at the disk; the file holds edits that are saved nowhere",
                    e);
        }
    }

    /**
     * Writes entries; they are on the disk when this returns.
     *
     * @return the number of the first file they are in
     * @throws SpoolFullException when they are too many for the bound; none was written
     * @throws IOException when the disk does not take them; some may have been written all the same
     */
    public synchronized long append(List<SpoolEntry> added) throws IOException {
        if (closed) {
            throw new IOException("the spool is closed");
        }
        List<byte[]> encoded = added.stream().map(SpoolWriter::entry).toList();
        long more = encoded.stream().mapToLong(entry -> entry.length).sum();
        if (bytes + more > limitBytes) {
            throw new SpoolFullException(bytes + more, limitBytes);
        }
        try {
            long first = Long.MAX_VALUE;
            int from = 0;
            while (from < encoded.size()) {
                Map.Entry<Long, Segment> open = writable(encoded.get(from).length);
                int to = from;
                long size = open.getValue().bytes();
                while (to < encoded.size() && (to == from || size + encoded.get(to).length <= SEGMENT_BYTES)) {
                    size += encoded.get(to++).length;
                }
                write(open, encoded.subList(from, to));
                first = Math.min(first, open.getKey());
                from = to;
            }
            return first;
        } finally {
            count();
        }
    }

    /** The file that the next entry belongs into, an open one with room or a new one. */
    private Map.Entry<Long, Segment> writable(int entryBytes) throws IOException {
        Map.Entry<Long, Segment> last = segments.lastEntry();
        if (last != null && last.getValue().isOpen()) {
            if (last.getValue().bytes() + entryBytes <= SEGMENT_BYTES) {
                return last;
            }
            last.getValue().seal();
        }
        long number = next;
        Segment created = Segment.create(directory, number);
        next++;
        return Map.entry(number, created);
    }

    private void write(Map.Entry<Long, Segment> open, List<byte[]> encoded) throws IOException {
        Segment segment = open.getValue();
        try {
            segment.write(encoded);
            segments.put(open.getKey(), segment);
        } catch (IOException e) {
            if (!segments.containsKey(open.getKey())) {
                discard(segment, e);
            }
            throw e;
        }
    }

    /** A file of which nobody was told that anything is in it. */
    private static void discard(Segment segment, IOException because) {
        try {
            segment.remove();
        } catch (IOException e) {
            because.addSuppressed(e);
        }
    }

    /**
     * Removes the files with a lower number, all of whose entries are stored elsewhere; damaged ones are set aside.
     *
     * @throws IOException when one could not be removed; it is tried again with the next call
     */
    public synchronized void releaseBelow(long number) throws IOException {
        Map<Long, Segment> released = segments.headMap(number, false);
        if (released.isEmpty()) {
            return;
        }
        try {
            Iterator<Segment> each = released.values().iterator();
            while (each.hasNext()) {
                each.next().remove();
                each.remove();
            }
            DurableFiles.forceDirectory(directory);
        } finally {
            count();
        }
    }

    /** Removes all files, as {@link #releaseBelow}. */
    public void releaseAll() throws IOException {
        releaseBelow(Long.MAX_VALUE);
    }

    private void count() {
        long sumBytes = 0;
        long sumEntries = 0;
        for (Segment segment : segments.values()) {
            sumBytes += segment.bytes();
            sumEntries += segment.entries();
        }
        bytes = sumBytes;
        entries = sumEntries;
    }

    /** The size of all files. Does not block. */
    public long bytes() {
        return bytes;
    }

    /** The entries in all files that this process wrote or read. Does not block. */
    public long entries() {
        return entries;
    }

    /** The most that {@link #bytes} may be. */
    public long limitBytes() {
        return limitBytes;
    }

    public Path directory() {
        return directory;
    }

    /** Lets go of the directory; the files stay. */
    @Override
    public synchronized void close() {
        closed = true;
        segments.values().forEach(Segment::seal);
        close(lock);
    }

    private static void close(@Nullable DataDirectoryLock lock) {
        if (lock == null) {
            return;
        }
        try {
            lock.close();
        } catch (IOException e) {
            log.debug("a lock file did not close", e);
        }
    }

    /** For messages: where and how much. */
    @Override
    public String toString() {
        return directory + " (" + entries + " updates, " + bytes + " bytes)";
    }
}
