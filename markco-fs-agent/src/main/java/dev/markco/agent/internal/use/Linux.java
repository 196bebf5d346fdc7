package dev.markco.agent.internal.use;

import com.sun.jna.Library;
import com.sun.jna.Platform;
import com.sun.jna.Pointer;
import dev.markco.agent.internal.disk.CLibrary;
import org.jspecify.annotations.Nullable;

/** The calls by which Linux tells who uses a file, and their constants, which are not the same on every processor. */
final class Linux {
    static final int O_RDONLY = 0;
    static final int O_ACCMODE = 3;
    static final int O_APPEND = 0x400;
    static final int O_NONBLOCK = 0x800;
    static final int O_CLOEXEC = 0x80000;
    static final int O_PATH = 0x200000;
    static final int O_NOFOLLOW = Platform.isARM() ? 0x8000 : 0x20000;

    static final int F_SETSIG = 10;
    static final int F_SETLEASE = 1024;
    static final int F_GETLEASE = 1025;
    static final int F_RDLCK = 0;
    static final int F_UNLCK = 2;
    /** Ignored by whoever does not ask for it. */
    static final int SIGURG = 23;

    static final int EINTR = 4;
    static final int EAGAIN = 11;

    static final int IN_ACCESS = 0x1;
    static final int IN_MODIFY = 0x2;
    static final int IN_ATTRIB = 0x4;
    static final int IN_CLOSE_WRITE = 0x8;
    static final int IN_CLOSE_NOWRITE = 0x10;
    static final int IN_OPEN = 0x20;
    static final int IN_DELETE_SELF = 0x400;
    static final int IN_MOVE_SELF = 0x800;
    static final int IN_Q_OVERFLOW = 0x4000;
    static final int IN_IGNORED = 0x8000;

    static final short POLLIN = 1;

    private Linux() {}

    /** Binds the calls; null on other systems, and on processors for which the constants were not looked up. */
    static @Nullable Calls load() {
        return Platform.isLinux() && Platform.is64Bit() && (Platform.isIntel() || Platform.isARM())
                ? CLibrary.load(Calls.class, "it is not known who uses files")
                : null;
    }

    /** The name of whatever this process has open, even where it has no name any more. */
    static String opened(int descriptor) {
        return "/proc/self/fd/" + descriptor;
    }

    /**
     * The C library's calls; public because JNA demands it. Each returns a negative number on failure, and why is JNA's last
     * error. Sizes and offsets are of 64 bits.
     */
    public interface Calls extends Library {
        int open(String path, int flags, int mode);

        int close(int descriptor);

        int fcntl(int descriptor, int command, int argument);

        long pread(int descriptor, byte[] buffer, long size, long offset);

        long read(int descriptor, Pointer buffer, long size);

        long write(int descriptor, Pointer buffer, long size);

        int poll(Pointer descriptors, long count, int timeout);

        int eventfd(int count, int flags);

        int inotify_init1(int flags);

        int inotify_add_watch(int descriptor, String path, int mask);

        int inotify_rm_watch(int descriptor, int watch);
    }
}
