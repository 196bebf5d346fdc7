package dev.markco.agent.internal.disk;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The few POSIX notions that file replacement needs; each does nothing where there is no such notion. */
public final class Posix {
    private static final Logger log = LoggerFactory.getLogger(Posix.class);

    static final boolean SUPPORTED =
            FileSystems.getDefault().supportedFileAttributeViews().contains("unix");

    /** A mode that is not known, or of a system without modes. */
    public static final int UNKNOWN = -1;
    /** The bits of a mode that say who may do what. */
    static final int PERMISSIONS = 0777;

    private static final int OWNER = 0700;
    private static final FileAttribute<?>[] NOTHING = {};

    private Posix() {}

    /** What a new file is made with that nobody but its owner may read (R39). */
    static FileAttribute<?>[] privateFile() {
        return SUPPORTED ? permissions("rw-------") : NOTHING;
    }

    /** What a new file is made with that is like any other. */
    static FileAttribute<?>[] anyFile() {
        return NOTHING;
    }

    private static FileAttribute<?>[] permissions(String permissions) {
        return new FileAttribute<?>[] {
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
        };
    }

    /**
     * Makes a directory that nobody but its owner may look into, and with it all that is in it; one that is there becomes such a
     * directory (R39).
     *
     * @throws IOException when it cannot be made; one that is there and cannot be changed is left as it is, and reported
     */
    public static void makePrivateDirectory(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            Files.createDirectory(directory, SUPPORTED ? permissions("rwx------") : NOTHING);
            return;
        }
        FileStamp stamp = FileStamp.of(directory.toRealPath());
        if (stamp == null || stamp.mode() == UNKNOWN || (stamp.mode() & ~OWNER) == 0) {
            return;
        }
        try {
            setMode(directory, stamp.mode() & OWNER);
        } catch (IOException e) {
            log.warn(
                    "{} cannot be made private ({}): others may read what the agent remembers of the project's files",
                    directory,
                    e.getMessage());
        }
    }

    /** Sets who may do what; nothing for {@link #UNKNOWN}. */
    static void setMode(Path file, int mode) throws IOException {
        if (SUPPORTED && mode != UNKNOWN) {
            Files.setAttribute(file, "unix:mode", mode);
        }
    }

    /** Gives {@code copy}, which is private, what {@link #copyOwnership} does; it stays its owner's alone where that fails. */
    static boolean copyAccess(@Nullable Path original, Path copy) throws IOException {
        FileStamp stamp = original == null ? null : FileStamp.of(original);
        if (SUPPORTED && original != null && stamp != null && !copyOwnership(original, copy)) {
            setMode(copy, stamp.mode() & OWNER);
        }
        return true;
    }

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
