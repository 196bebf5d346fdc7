package dev.markco.agent.internal.disk;

import com.sun.jna.LastErrorException;
import com.sun.jna.Library;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The renames of {@code renameat2}, where the kernel and the file system have it. Thread-safe. */
public final class SystemRenames implements Renames {
    private static final Logger log = LoggerFactory.getLogger(SystemRenames.class);

    private static final String WITHOUT = "files are replaced by link and rename";

    private static final int AT_FDCWD = -100;
    private static final int RENAME_NOREPLACE = 1;
    private static final int RENAME_EXCHANGE = 2;

    private static final int ENOENT = 2;
    private static final int EPERM = 1;
    private static final int EACCES = 13;
    private static final int EEXIST = 17;
    private static final int EXDEV = 18;
    private static final int EINVAL = 22;
    private static final int EROFS = 30;
    private static final int ENOSYS = 38;
    private static final int EOPNOTSUPP = 95;

    private final @Nullable LibC libc;

    private SystemRenames(@Nullable LibC libc) {
        this.libc = libc;
    }

    /** Those of this system, by its own call if it is there. */
    public static Renames ofSystem() {
        return new SystemRenames(load());
    }

    /** What platforms without such a call do. */
    public static Renames withoutCall() {
        return new SystemRenames(null);
    }

    @Override
    public boolean exchange(Path one, Path other) throws IOException {
        return rename(one, other, RENAME_EXCHANGE);
    }

    @Override
    public void moveToFreeName(Path from, Path to) throws IOException {
        if (!rename(from, to, RENAME_NOREPLACE)) {
            if (link(to, from)) {
                Files.delete(from);
            } else {
                // Neither call exists: Java's move looks before it renames, which is the nearest there is.
                Files.move(from, to);
            }
        }
    }

    @Override
    public boolean link(Path name, Path file) throws IOException {
        try {
            Files.createLink(name, file);
            return true;
        } catch (UnsupportedOperationException e) {
            return false;
        } catch (FileAlreadyExistsException | NoSuchFileException | AccessDeniedException e) {
            throw e;
        } catch (FileSystemException e) {
            // The reason is in the language of the user; what else it may be shows when the same is tried beside the
            // file.
            if (!Objects.equals(name.getParent(), file.getParent())) {
                throw new OtherFileSystemException(file, name, e);
            }
            return false;
        }
    }

    private boolean rename(Path from, Path to, int flags) throws IOException {
        if (libc == null) {
            return false;
        }
        try {
            libc.renameat2(
                    AT_FDCWD,
                    from.toAbsolutePath().toString(),
                    AT_FDCWD,
                    to.toAbsolutePath().toString(),
                    flags);
            return true;
        } catch (LastErrorException e) {
            return switch (e.getErrorCode()) {
                case EINVAL, ENOSYS, EOPNOTSUPP -> false;
                case ENOENT -> throw new NoSuchFileException(from.toString(), to.toString(), "one is missing");
                case EXDEV -> throw new OtherFileSystemException(from, to, e);
                case EEXIST -> throw new FileAlreadyExistsException(to.toString());
                case EACCES, EPERM, EROFS -> throw new AccessDeniedException(from.toString(), to.toString(), reason(e));
                default -> throw new FileSystemException(from.toString(), to.toString(), reason(e));
            };
        }
    }

    /** What the system says, without the number in front of it. */
    private static String reason(LastErrorException e) {
        return String.valueOf(e.getMessage()).replaceFirst("^\\[\\d+] ", "");
    }

    private static @Nullable LibC load() {
        LibC libc = CLibrary.load(LibC.class, WITHOUT);
        if (libc == null) {
            return null;
        }
        try {
            return isCallable(libc) ? libc : null;
        } catch (UnsatisfiedLinkError e) {
            log.info("No renameat2 here ({}); {}", e.getMessage(), WITHOUT);
            return null;
        }
    }

    /** Resolves the symbol, which is missing in older C libraries, with a call that cannot succeed. */
    private static boolean isCallable(LibC libc) {
        try {
            return libc.renameat2(AT_FDCWD, "", AT_FDCWD, "", 0) != 0;
        } catch (LastErrorException e) {
            return e.getErrorCode() != ENOSYS;
        }
    }

    /** The C library's call; public because JNA demands it. */
    public interface LibC extends Library {
        int renameat2(int fromDirectory, String from, int toDirectory, String to, int flags) throws LastErrorException;
    }
}
