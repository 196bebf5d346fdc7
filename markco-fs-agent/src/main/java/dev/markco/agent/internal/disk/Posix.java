package dev.markco.agent.internal.disk;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Set;

/** The few POSIX notions that file replacement needs; each does nothing where there is no such notion. */
public final class Posix {
    static final boolean SUPPORTED =
            FileSystems.getDefault().supportedFileAttributeViews().contains("unix");

    private Posix() {}

    /**
     * Gives {@code copy} the owner, the mode and the {@link ExtendedAttributes} of {@code original}.
     *
     * @return false when they cannot be given, so that replacing the file would change it
     */
    static boolean copyOwnership(Path original, Path copy) throws IOException {
        if (!SUPPORTED) {
            return true;
        }
        for (String id : new String[] {"unix:uid", "unix:gid"}) {
            Object wanted = Files.getAttribute(original, id, LinkOption.NOFOLLOW_LINKS);
            if (!wanted.equals(Files.getAttribute(copy, id, LinkOption.NOFOLLOW_LINKS))) {
                try {
                    Files.setAttribute(copy, id, wanted, LinkOption.NOFOLLOW_LINKS);
                } catch (IOException e) {
                    return false;
                }
            }
        }
        // Before the mode, which may forbid it; an access control list comes to mean the mode that the original has.
        if (!ExtendedAttributes.copy(original, copy)) {
            return false;
        }
        Set<PosixFilePermission> mode = Files.getPosixFilePermissions(original, LinkOption.NOFOLLOW_LINKS);
        Files.setPosixFilePermissions(copy, mode);
        return true;
    }

    /** Makes names in a directory durable. */
    public static void syncDirectory(Path directory) throws IOException {
        if (SUPPORTED) {
            try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
                channel.force(true);
            }
        }
    }
}
