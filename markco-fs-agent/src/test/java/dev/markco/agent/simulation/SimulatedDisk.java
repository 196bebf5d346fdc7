package dev.markco.agent.simulation;

import dev.markco.agent.internal.use.Use;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The disk of a machine, in memory, that does what Linux does: files have numbers beside their names, live on while somebody has
 * them open, and whoever watches is told. Paths are absolute, {@code /} between names. No two changes have the same time.
 */
final class SimulatedDisk {
    static final long ROOT = 1;
    private static final int FILE_MODE = 0644;
    private static final int DIRECTORY_MODE = 0755;

    /** Is told of names, as a watch on each directory is. */
    interface NameWatcher {
        /** What has that path was changed, came or went. */
        void changed(String path, boolean directory, boolean cameOrWent);

        /** A file got another name, whoever gave it that. */
        default void renamed(String from, String to) {}
    }

    final List<NameWatcher> watchers = new ArrayList<>();
    private final LongSupplier clock;
    private final DiskNode root = new DiskNode(ROOT, true, DIRECTORY_MODE);
    private long lastNumber = ROOT;
    private long lastTime;
    /** Whether nothing more fits for an agent; programs have a quota of their own. */
    boolean full;

    private final boolean births;

    /** An empty disk; the clock counts nanoseconds since 1970. {@code births} says whether it tells when files were made. */
    SimulatedDisk(LongSupplier clock, boolean births) {
        this.clock = clock;
        this.births = births;
    }

    private long tick() {
        lastTime = Math.max(lastTime + 1, clock.getAsLong());
        return lastTime;
    }

    void touched(DiskNode node, boolean content) {
        long now = tick();
        node.changed = now;
        if (content) {
            node.modified = now;
        }
    }

    /** Tells that the content, or the attributes, of a node changed. */
    void tell(DiskNode node) {
        String path = node.path();
        if (path != null) {
            tell(path, node.isDirectory(), false);
        }
    }

    private void tell(String path, boolean directory, boolean cameOrWent) {
        List.copyOf(watchers).forEach(watcher -> watcher.changed(path, directory, cameOrWent));
    }

    @Nullable
    DiskNode find(String path) {
        DiskNode at = root;
        for (String name : names(path)) {
            Map<String, DiskNode> entries = at == null ? null : at.entries;
            at = entries == null ? null : entries.get(name);
        }
        return at;
    }

    private static List<String> names(String path) {
        return path.length() < 2 ? List.of() : List.of(path.substring(1).split("/"));
    }

    DiskNode get(String path) throws NoSuchFileException {
        DiskNode node = find(path);
        if (node == null) {
            throw new NoSuchFileException(path);
        }
        return node;
    }

    private DiskNode parent(String path) throws IOException {
        int slash = path.lastIndexOf('/');
        DiskNode parent = get(slash <= 0 ? "/" : path.substring(0, slash));
        if (!parent.isDirectory()) {
            throw new FileSystemException(path, null, "Not a directory");
        }
        return parent;
    }

    private static String last(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    DiskNode create(String path, boolean directory, int mode) throws IOException {
        DiskNode parent = parent(path);
        if (entries(parent).containsKey(last(path))) {
            throw new FileAlreadyExistsException(path);
        }
        DiskNode made = new DiskNode(++lastNumber, directory, mode);
        touched(made, true);
        made.born = births ? made.modified : DiskNode.UNTOLD;
        put(parent, last(path), made);
        tell(path, directory, true);
        return made;
    }

    void requireSpace(String path) throws FileSystemException {
        if (full) {
            throw new FileSystemException(path, null, "No space left on device");
        }
    }

    private static Map<String, DiskNode> entries(DiskNode directory) {
        return Objects.requireNonNull(directory.entries);
    }

    private void put(DiskNode parent, String name, DiskNode node) {
        entries(parent).put(name, node);
        node.names.add(new DiskNode.Name(parent, name));
        touched(parent, true);
    }

    private void take(DiskNode parent, String name, DiskNode node) {
        entries(parent).remove(name, node);
        node.names.remove(new DiskNode.Name(parent, name));
        touched(parent, true);
    }

    void link(String name, String file) throws IOException {
        DiskNode node = get(file);
        DiskNode parent = parent(name);
        if (find(name) != null) {
            throw new FileAlreadyExistsException(name);
        }
        put(parent, last(name), node);
        touched(node, false);
        node.use(Use.ATTRIB);
        tell(name, false, true);
    }

    void delete(String path) throws IOException {
        DiskNode node = get(path);
        if (node.isDirectory() && !entries(node).isEmpty()) {
            throw new DirectoryNotEmptyException(path);
        }
        remove(path, node);
        tell(path, node.isDirectory(), true);
    }

    private void remove(String path, DiskNode node) throws IOException {
        take(parent(path), last(path), node);
        touched(node, false);
        node.use(Use.ATTRIB);
    }

    void rename(String from, String to, boolean replace) throws IOException {
        DiskNode node = get(from);
        DiskNode there = find(to);
        DiskNode parent = parent(to);
        if (there == node) {
            return;
        }
        if (there != null && !replace) {
            throw new FileAlreadyExistsException(to);
        }
        if (there != null) {
            remove(to, there);
        }
        take(parent(from), last(from), node);
        put(parent, last(to), node);
        touched(node, false);
        node.use(Use.MOVED);
        List.copyOf(watchers).forEach(watcher -> watcher.renamed(from, to));
        tell(from, node.isDirectory(), true);
        tell(to, node.isDirectory(), true);
    }

    void exchange(String one, String other) throws IOException {
        DiskNode first = get(one);
        DiskNode second = get(other);
        DiskNode firstParent = parent(one);
        DiskNode secondParent = parent(other);
        take(firstParent, last(one), first);
        take(secondParent, last(other), second);
        put(secondParent, last(other), first);
        put(firstParent, last(one), second);
        for (DiskNode node : List.of(first, second)) {
            touched(node, false);
            node.use(Use.MOVED);
        }
        for (String path : List.of(one, other)) {
            tell(path, false, true);
        }
    }

    void setMode(DiskNode node, int mode) {
        node.mode = mode;
        touched(node, false);
        node.use(Use.ATTRIB);
        tell(node);
    }

    /** Opens a file for reading. */
    DiskHandle open(String path) throws IOException {
        return open(get(path), false, false, false);
    }

    /** Opens a file to write it anew; it is made if it is not there. */
    DiskHandle openCut(String path) throws IOException {
        return open(existingOrMade(path), true, false, true);
    }

    /** Opens a file to append to it; it is made if it is not there. */
    DiskHandle openToAppend(String path) throws IOException {
        return open(existingOrMade(path), true, true, false);
    }

    private DiskNode existingOrMade(String path) throws IOException {
        DiskNode node = find(path);
        return node == null ? create(path, false, FILE_MODE) : node;
    }

    DiskHandle open(DiskNode node, boolean writes, boolean appends, boolean cut) {
        DiskHandle handle = new DiskHandle(this, node, writes, appends);
        if (cut && node.size() > 0) {
            handle.truncate(0);
        }
        node.use(Use.OPEN);
        return handle;
    }

    /** What a file holds, without opening it; null when there is none. */
    @Nullable
    String look(String path) {
        DiskNode node = find(path);
        return node == null || node.isDirectory() ? null : new String(node.content(), StandardCharsets.UTF_8);
    }

    /** What each file below a directory holds. */
    void each(String directory, Consumer<String> held) {
        for (String name : list(directory)) {
            String path = directory + "/" + name;
            String text = look(path);
            if (text == null) {
                each(path, held);
            } else {
                held.accept(text);
            }
        }
    }

    void makeDirectory(String path) throws IOException {
        var unused = create(path, true, DIRECTORY_MODE);
    }

    /** The names in a directory. */
    List<String> list(String path) {
        DiskNode directory = find(path);
        return directory == null ? List.of() : List.copyOf(entries(directory).keySet());
    }
}
