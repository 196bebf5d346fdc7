package dev.markco.agent.internal.disk;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** The few POSIX notions that everything here rests on; each does nothing where there is no such notion. */
public final class Posix {
    static final boolean SUPPORTED =
            FileSystems.getDefault().supportedFileAttributeViews().contains("unix");

    /** A mode that is not known, or of a system without modes. */
    public static final int UNKNOWN = -1;
    /** The bits of a mode that say who may do what. */
    static final int PERMISSIONS = 0777;

    private Posix() {}

    /** Makes names in a directory durable. */
    public static void syncDirectory(Path directory) throws IOException {
        if (SUPPORTED) {
            try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
                channel.force(true);
            }
        }
    }

    /** Makes the name of a file durable. */
    public static void syncParent(Path file) throws IOException {
        Path parent = file.getParent();
        if (parent != null) {
            syncDirectory(parent);
        }
    }
}
