package dev.markco.agent.internal.disk;

import java.nio.file.FileSystemException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Two paths cannot be renamed to or linked with one another, because a file system ends between them. */
final class OtherFileSystemException extends FileSystemException {
    private static final long serialVersionUID = 1;

    OtherFileSystemException(Path from, Path to, @Nullable Throwable cause) {
        super(from.toString(), to.toString(), "they are on two file systems");
        if (cause != null) {
            initCause(cause);
        }
    }
}
