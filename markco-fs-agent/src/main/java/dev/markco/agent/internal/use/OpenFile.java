package dev.markco.agent.internal.use;

import com.sun.jna.Native;
import dev.markco.agent.internal.disk.FileStamp;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A descriptor that can read a regular file, for as long as somebody uses it: the number is never another file's. Thread-safe.
 */
final class OpenFile implements Closeable {
    private static final int CHUNK = 1 << 16;

    private final Linux.Calls calls;
    private final int descriptor;
    private final Inode inode;

    /** Guarded by this; how many uses of the descriptor are under way. */
    private int users;
    /** Guarded by this. */
    private boolean closed;

    private OpenFile(Linux.Calls calls, int descriptor, Inode inode) {
        this.calls = calls;
        this.descriptor = descriptor;
        this.inode = inode;
    }

    /** Opens a file without ever waiting for anybody; null when it cannot be read, is a link, or no regular file. */
    static @Nullable OpenFile open(Linux.Calls calls, Path file) {
        // To open a pipe or a device may have effects of its own.
        if (Inode.of(file) == null) {
            return null;
        }
        int descriptor = calls.open(
                file.toAbsolutePath().toString(),
                Linux.O_RDONLY | Linux.O_CLOEXEC | Linux.O_NONBLOCK | Linux.O_NOFOLLOW,
                0);
        if (descriptor < 0) {
            return null;
        }
        Inode inode = Inode.opened(Path.of(Linux.opened(descriptor)));
        if (inode == null) {
            calls.close(descriptor);
            return null;
        }
        return new OpenFile(calls, descriptor, inode);
    }

    Inode inode() {
        return inode;
    }

    /** The name by which this process reaches the file. */
    String name() {
        return Linux.opened(descriptor);
    }

    FileStamp stamp() throws IOException {
        begin();
        try {
            return FileStamp.ofOpened(descriptor);
        } finally {
            end();
        }
    }

    /**
     * Reads the file from its beginning to its end, wherever others read or write.
     *
     * @return null when it is longer than that
     */
    byte @Nullable [] read(int maxBytes) throws IOException {
        begin();
        try {
            byte[] chunk = new byte[Math.min(CHUNK, Math.max(1, maxBytes))];
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            while (true) {
                long count = calls.pread(descriptor, chunk, chunk.length, all.size());
                if (count == 0) {
                    return all.toByteArray();
                }
                if (count < 0) {
                    if (Native.getLastError() == Linux.EINTR) {
                        continue;
                    }
                    throw new IOException("unable to read the file with inode " + inode.number() + ": error "
                            + Native.getLastError());
                }
                if (all.size() + count > maxBytes) {
                    return null;
                }
                all.write(chunk, 0, Math.toIntExact(count));
            }
        } finally {
            end();
        }
    }

    /** Asks whether anybody has the file open for writing; changes nothing that others notice but a moment's wait. */
    Writers writers() {
        try {
            begin();
        } catch (IOException e) {
            return Writers.UNKNOWN;
        }
        try {
            return LeaseProbe.ask(calls, descriptor);
        } finally {
            end();
        }
    }

    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            closeUnused();
        }
    }

    private synchronized void begin() throws IOException {
        if (closed) {
            throw new IOException("the file with inode " + inode.number() + " is not watched any more");
        }
        users++;
    }

    private synchronized void end() {
        users--;
        if (closed) {
            closeUnused();
        }
    }

    private void closeUnused() {
        if (users == 0) {
            calls.close(descriptor);
        }
    }
}
