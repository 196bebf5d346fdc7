package dev.markco.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;

/** What files and directories are made with that nobody but their owner may read (R39); nothing where there are no modes. */
final class OwnerOnly {
    private static final FileAttribute<?>[] NONE = {};

    private OwnerOnly() {}

    /** For a file in {@code directory}. */
    static FileAttribute<?>[] file(Path directory) throws IOException {
        return made(directory, "rw-------");
    }

    /** For a directory in {@code parent}. */
    static FileAttribute<?>[] directory(Path parent) throws IOException {
        return made(parent, "rwx------");
    }

    private static FileAttribute<?>[] made(Path directory, String permissions) throws IOException {
        return Files.getFileStore(directory).supportsFileAttributeView(PosixFileAttributeView.class)
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
                }
                : NONE;
    }
}
