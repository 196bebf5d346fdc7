package dev.markco.agent.internal.setup;

import dev.markco.agent.internal.disk.FileStamp;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which file each document has, as it was when the agent last read or wrote it: files of equal text are told apart by that alone
 * when they get each other's names. Links of either kind are left out, since their names say nothing. Thread-safe.
 */
public final class KnownFiles {
    private final Map<String, FileStamp> byName = new HashMap<>();
    private final Map<Long, String> byInode = new HashMap<>();
    private volatile long revision;

    /** What tells whether a file is still the one that it was. */
    enum Sameness {
        SAME,
        ANOTHER,
        /** The times fit; whether they fit other files as well has to be looked at. */
        PERHAPS;

        /**
         * Decides. An inode number is used again when its file is gone, so it is not enough; that the file was made before it
         * was last seen is. Where nothing tells when it was made, a rename is known by leaving the time of the last modification.
         *
         * @param birth when the file that is there now was made, 0 where that is not known
         */
        static Sameness of(FileStamp known, FileStamp now, long birth) {
            boolean plain = known.regular() && now.regular() && known.links() == 1 && now.links() == 1;
            if (!plain || now.inode() == 0 || known.inode() != now.inode() || now.changed() < known.changed()) {
                return ANOTHER;
            }
            if (birth != 0) {
                return birth <= known.changed() ? SAME : ANOTHER;
            }
            return known.modified() == now.modified() && known.size() == now.size() ? PERHAPS : ANOTHER;
        }
    }

    /** The file of that name was read or written, and is the document's. */
    public void note(String name, @Nullable FileStamp stamp, Path file) throws IOException {
        if (stamp == null || stamp.equals(get(name)) || isAnothers(name, stamp, file)) {
            return;
        }
        boolean plain = stamp.regular() && stamp.links() == 1 && stamp.inode() != 0 && !Files.isSymbolicLink(file);
        recall(name, plain ? stamp : null);
    }

    /** The file of that name was known like that once. */
    public synchronized void recall(String name, @Nullable FileStamp stamp) {
        revision++;
        FileStamp before = byName.remove(name);
        if (before != null) {
            byInode.remove(before.inode(), name);
        }
        if (stamp != null && stamp.inode() != 0) {
            byName.put(name, stamp);
            byInode.put(stamp.inode(), name);
        }
    }

    /** It is not known any more which file the document has; what was known is returned. */
    public synchronized @Nullable FileStamp forget(String name) {
        FileStamp known = byName.get(name);
        recall(name, null);
        return known;
    }

    /** Another one whenever something else is known. */
    public long revision() {
        return revision;
    }

    /** What is known of all, by name. */
    public synchronized Map<String, FileStamp> all() {
        return Map.copyOf(byName);
    }

    /** Whether there is the file of another document where a document has its own. */
    public boolean isAnothers(String name, FileStamp now, Path file) throws IOException {
        FileStamp known = get(name);
        if (known == null || known.inode() == now.inode()) {
            return false;
        }
        String owner = owner(now, file);
        return owner != null && !owner.equals(name);
    }

    private synchronized @Nullable FileStamp get(String name) {
        return byName.get(name);
    }

    /** The name that the file had which is there now; null when it is none that is known. */
    public @Nullable String owner(FileStamp now, Path file) throws IOException {
        String name;
        FileStamp known;
        synchronized (this) {
            name = byInode.get(now.inode());
            known = name == null ? null : byName.get(name);
        }
        if (known == null || Files.isSymbolicLink(file)) {
            return null;
        }
        return switch (Sameness.of(known, now, FileStamp.birth(file))) {
            case SAME -> name;
            case ANOTHER -> null;
            case PERHAPS -> isAlone(known) ? name : null;
        };
    }

    /** Whether no other file was modified at that very time, as those are that were unpacked together. */
    private synchronized boolean isAlone(FileStamp known) {
        return byName.values().stream()
                        .filter(other -> other.modified() == known.modified())
                        .count()
                == 1;
    }
}
