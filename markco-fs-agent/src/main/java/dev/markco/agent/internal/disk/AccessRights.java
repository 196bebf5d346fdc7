package dev.markco.agent.internal.disk;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Who may do what with the files and directories that are made here; nothing where there is no such notion. */
public final class AccessRights {
    private static final Logger log = LoggerFactory.getLogger(AccessRights.class);

    private static final int OWNER = 0700;
    private static final FileAttribute<?>[] NOTHING = {};

    private AccessRights() {}

    /** What a new file is made with that nobody but its owner may read (R39). */
    static FileAttribute<?>[] privateFile() {
        return Posix.SUPPORTED ? permissions("rw-------") : NOTHING;
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
            Files.createDirectory(directory, Posix.SUPPORTED ? permissions("rwx------") : NOTHING);
            return;
        }
        FileStamp stamp = FileStamp.of(directory.toRealPath());
        if (stamp == null || stamp.mode() == Posix.UNKNOWN || (stamp.mode() & ~OWNER) == 0) {
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

    /** Sets who may do what; nothing for {@link Posix#UNKNOWN}. */
    static void setMode(Path file, int mode) throws IOException {
        if (Posix.SUPPORTED && mode != Posix.UNKNOWN) {
            Files.setAttribute(file, "unix:mode", mode);
        }
    }

    /** Gives {@code copy}, which is private, what {@link #copyOwnership} does; it stays its owner's alone where that fails. */
    static boolean copyAccess(@Nullable Path original, Path copy) throws IOException {
        FileStamp stamp = original == null ? null : FileStamp.of(original);
        if (Posix.SUPPORTED && original != null && stamp != null && !copyOwnership(original, copy)) {
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
        if (!Posix.SUPPORTED) {
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
}
