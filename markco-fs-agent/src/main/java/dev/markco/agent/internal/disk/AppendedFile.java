package dev.markco.agent.internal.disk;

import com.sun.jna.LastErrorException;
import com.sun.jna.Library;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Appends to files and tells where that went, through the C library of Linux. Thread-safe. */
final class AppendedFile implements Appends {
    static final Appends SYSTEM = new AppendedFile();

    private static final int O_WRONLY = 1;
    private static final int O_APPEND = 0x400;
    private static final int O_CLOEXEC = 0x80000;
    private static final int SEEK_CUR = 1;
    private static final int SEEK_END = 2;
    private static final int KEEP_SIZE = 1;
    private static final int ENOSYS = 38;
    private static final int EOPNOTSUPP = 95;

    private static final @Nullable Calls CALLS =
            CLibrary.load(Calls.class, "files that programs append to are exchanged when they are closed");

    private AppendedFile() {}

    interface Calls extends Library {
        int fallocate(int descriptor, int mode, long offset, long length) throws LastErrorException;

        int open(String path, int flags, int mode) throws LastErrorException;

        long write(int descriptor, byte[] bytes, long count) throws LastErrorException;

        long lseek(int descriptor, long offset, int whence) throws LastErrorException;

        int close(int descriptor) throws LastErrorException;
    }

    @Override
    public boolean areSupported() {
        return CALLS != null;
    }

    /** Makes sure that there is space: half of the bytes could not be taken back. */
    private static void reserve(Calls calls, int descriptor, long count) {
        try {
            calls.fallocate(descriptor, KEEP_SIZE, calls.lseek(descriptor, 0, SEEK_END), count);
        } catch (LastErrorException e) {
            if (e.getErrorCode() != EOPNOTSUPP && e.getErrorCode() != ENOSYS) {
                throw e;
            }
        }
    }

    @Override
    public long append(Path file, byte[] bytes) throws IOException {
        Calls calls = CALLS;
        if (calls == null) {
            throw new IOException("this system does not tell where appended bytes go");
        }
        try {
            int descriptor = calls.open(file.toString(), O_WRONLY | O_APPEND | O_CLOEXEC, 0);
            try {
                reserve(calls, descriptor, bytes.length);
                long written = calls.write(descriptor, bytes, bytes.length);
                if (written != bytes.length) {
                    throw new IOException("'" + file + "' took " + written + " of " + bytes.length + " bytes");
                }
                return calls.lseek(descriptor, 0, SEEK_CUR);
            } finally {
                calls.close(descriptor);
            }
        } catch (LastErrorException e) {
            throw new IOException("unable to append to '" + file + "': " + e.getMessage(), e);
        }
    }
}
