package dev.markco.agent.simulation;

import dev.markco.agent.internal.use.Use;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A file or a directory of a {@link SimulatedDisk}, whatever it is called. */
final class DiskNode {
    /** When a node was made, on a disk that does not tell. */
    static final long UNTOLD = 0;

    /** One name of a node. */
    record Name(DiskNode directory, String name) {}

    final long number;
    /** What is in a directory, by name; null for a file. */
    final @Nullable Map<String, DiskNode> entries;

    final Set<Name> names = new LinkedHashSet<>();
    /** Who has it open. */
    final List<DiskHandle> handles = new ArrayList<>();
    /** Who is told what happens to it. */
    final List<Consumer<Use>> watchers = new ArrayList<>();

    int mode;
    long born = UNTOLD;
    long modified;
    long changed;
    private byte[] bytes = {};
    private int size;
    /** What it held before an agent began to write to it, while that is not done. */
    private @Nullable String torn;

    DiskNode(long number, boolean directory, int mode) {
        this.number = number;
        this.entries = directory ? new TreeMap<>() : null;
        this.mode = mode;
    }

    boolean isDirectory() {
        return entries != null;
    }

    int size() {
        return size;
    }

    byte[] content() {
        return Arrays.copyOf(bytes, size);
    }

    int read(byte[] into, int offset, int length, long at) {
        if (at >= size) {
            return 0;
        }
        int count = Math.min(length, size - (int) at);
        System.arraycopy(bytes, (int) at, into, offset, count);
        return count;
    }

    void write(byte[] from, int offset, int length, long at) {
        int end = Math.toIntExact(at + length);
        if (end > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(end, 2 * bytes.length));
        }
        if (at > size) {
            Arrays.fill(bytes, size, (int) at, (byte) 0);
        }
        System.arraycopy(from, offset, bytes, (int) at, length);
        size = Math.max(size, end);
    }

    /** An agent is about to write a part of something. */
    void tearing() {
        if (torn == null) {
            torn = new String(content(), StandardCharsets.UTF_8);
        }
    }

    /** It wrote all of it. */
    void done() {
        torn = null;
    }

    boolean isTorn() {
        return torn != null;
    }

    /** All that it holds, and what it held before an agent wrote a part of something. */
    String whole() {
        String now = new String(content(), StandardCharsets.UTF_8);
        return torn == null ? now : torn + now;
    }

    /** What it holds never came to the disk, but its size and its times did. */
    void loseBytes() {
        Arrays.fill(bytes, 0, size, (byte) 0);
    }

    void truncate(long length) {
        if (length == 0) {
            torn = null;
        }
        if (length < size) {
            size = (int) length;
        }
    }

    void use(Use use) {
        if (!watchers.isEmpty()) {
            List.copyOf(watchers).forEach(watcher -> watcher.accept(use));
        }
    }

    boolean isWritten() {
        return handles.stream().anyMatch(handle -> handle.writes);
    }

    /** Where it lies now, by one of its names; null when it has none. */
    @Nullable
    String path() {
        if (names.isEmpty()) {
            return number == SimulatedDisk.ROOT ? "" : null;
        }
        Name name = names.iterator().next();
        String above = name.directory().path();
        return above == null ? null : above + "/" + name.name();
    }
}
