package dev.markco.agent.simulation;

import dev.markco.agent.internal.disk.FileStamp;
import java.io.IOException;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.GroupPrincipal;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.UserPrincipal;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** What a {@link SimulatedDisk} says of a node, as it was at one moment. */
final class DiskAttributes implements PosixFileAttributes {
    /** The one device there is. */
    static final long DEVICE = 1;

    private static final int REGULAR = 0100000;
    private static final int DIRECTORY = 0040000;
    private static final PosixFilePermission[] BITS = {
        PosixFilePermission.OTHERS_EXECUTE,
        PosixFilePermission.OTHERS_WRITE,
        PosixFilePermission.OTHERS_READ,
        PosixFilePermission.GROUP_EXECUTE,
        PosixFilePermission.GROUP_WRITE,
        PosixFilePermission.GROUP_READ,
        PosixFilePermission.OWNER_EXECUTE,
        PosixFilePermission.OWNER_WRITE,
        PosixFilePermission.OWNER_READ,
    };

    private final boolean directory;
    private final long size;
    private final long modified;
    private final long changed;
    private final long born;
    private final long number;
    private final int links;
    private final int mode;

    DiskAttributes(DiskNode node) {
        directory = node.isDirectory();
        size = node.size();
        modified = node.modified;
        changed = node.changed;
        born = node.born;
        number = node.number;
        links = node.names.size();
        mode = node.mode;
    }

    FileStamp stamp() {
        return new FileStamp(!directory, size, modified, changed, number, links, mode);
    }

    static int mode(Set<PosixFilePermission> permissions) {
        int mode = 0;
        for (int bit = 0; bit < BITS.length; bit++) {
            mode |= permissions.contains(BITS[bit]) ? 1 << bit : 0;
        }
        return mode;
    }

    Map<String, Object> named(String attributes) {
        Map<String, Object> found = new HashMap<>();
        for (String name : attributes.substring(attributes.indexOf(':') + 1).split(",", -1)) {
            found.put(name, one(name));
        }
        return found;
    }

    private Object one(String name) {
        return switch (name) {
            case "isRegularFile" -> !directory;
            case "size" -> size;
            case "lastModifiedTime" -> time(modified);
            case "ctime" -> time(changed);
            case "ino" -> number;
            case "dev" -> DEVICE;
            case "nlink" -> links;
            case "mode" -> mode | (directory ? DIRECTORY : REGULAR);
            case "uid", "gid" -> 1000;
            default -> throw new IllegalArgumentException(name);
        };
    }

    private static FileTime time(long nanos) {
        return FileTime.from(nanos, TimeUnit.NANOSECONDS);
    }

    @Override
    public FileTime lastModifiedTime() {
        return time(modified);
    }

    @Override
    public FileTime lastAccessTime() {
        return time(modified);
    }

    @Override
    public FileTime creationTime() {
        return time(born == DiskNode.UNTOLD ? modified : born);
    }

    @Override
    public boolean isRegularFile() {
        return !directory;
    }

    @Override
    public boolean isDirectory() {
        return directory;
    }

    @Override
    public boolean isSymbolicLink() {
        return false;
    }

    @Override
    public boolean isOther() {
        return false;
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public @Nullable Object fileKey() {
        return number;
    }

    @Override
    public UserPrincipal owner() {
        throw new UnsupportedOperationException();
    }

    @Override
    public GroupPrincipal group() {
        throw new UnsupportedOperationException();
    }

    @Override
    public Set<PosixFilePermission> permissions() {
        Set<PosixFilePermission> all = EnumSet.noneOf(PosixFilePermission.class);
        for (int bit = 0; bit < BITS.length; bit++) {
            if ((mode & 1 << bit) != 0) {
                all.add(BITS[bit]);
            }
        }
        return all;
    }

    /** Sets and reads the mode of what has a path. */
    record View(DiskView view, String path) implements PosixFileAttributeView {
        @Override
        public String name() {
            return "posix";
        }

        @Override
        public PosixFileAttributes readAttributes() throws IOException {
            view.enter();
            return new DiskAttributes(view.disk().get(path));
        }

        @Override
        public void setPermissions(Set<PosixFilePermission> permissions) throws IOException {
            view.enter();
            view.disk().setMode(view.disk().get(path), mode(permissions));
        }

        @Override
        public void setTimes(
                @Nullable FileTime lastModifiedTime, @Nullable FileTime lastAccessTime, @Nullable FileTime createTime) {
            throw new UnsupportedOperationException();
        }

        @Override
        public UserPrincipal getOwner() {
            throw new UnsupportedOperationException();
        }

        @Override
        public void setOwner(UserPrincipal owner) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void setGroup(GroupPrincipal group) {
            throw new UnsupportedOperationException();
        }
    }
}
