package dev.markco.agent.internal.disk;

import com.sun.jna.LastErrorException;
import com.sun.jna.Library;
import com.sun.jna.Platform;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the file system keeps with a file beside its mode: access control lists, and attributes that people and programs gave
 * it. Linux only; elsewhere there are none. Thread-safe. Source: xattr(7).
 */
final class ExtendedAttributes {
    private static final Logger log = LoggerFactory.getLogger(ExtendedAttributes.class);

    /** Set by the kernel for every file as its policy says; whoever may not set them gets the same anyway. */
    private static final String OF_THE_KERNEL = "security.";
    /** What goes with a program's content, and not with a text's. */
    private static final String OF_PROGRAMS = "security.capability";

    private static final int ENODATA = 61;
    private static final int EOPNOTSUPP = 95;

    private static final @Nullable LibC LIBC =
            Platform.is64Bit() ? CLibrary.load(LibC.class, "extended attributes of files are not kept") : null;

    private ExtendedAttributes() {}

    /**
     * Gives {@code copy} the attributes of {@code original}, and takes away those that it has beyond them, as from the defaults
     * of its directory.
     *
     * @return false when that cannot be done, so that replacing the file would change it
     */
    static boolean copy(Path original, Path copy) {
        if (LIBC == null || original.getFileSystem() != FileSystems.getDefault()) {
            return true;
        }
        String from = original.toAbsolutePath().toString();
        String to = copy.toAbsolutePath().toString();
        try {
            Set<String> wanted = list(LIBC, from);
            Set<String> surplus = list(LIBC, to);
            surplus.removeAll(wanted);
            for (String name : surplus) {
                if (!name.startsWith(OF_THE_KERNEL)) {
                    LIBC.lremovexattr(to, name);
                }
            }
            for (String name : wanted) {
                if (!name.equals(OF_PROGRAMS) && !copy(LIBC, from, to, name)) {
                    return false;
                }
            }
            return true;
        } catch (LastErrorException e) {
            log.debug("the attributes of {} cannot be given to {}", original, copy, e);
            return e.getErrorCode() == EOPNOTSUPP;
        }
    }

    private static boolean copy(LibC libc, String from, String to, String name) {
        byte[] value = get(libc, from, name);
        if (value == null || Arrays.equals(value, get(libc, to, name))) {
            return true;
        }
        try {
            libc.lsetxattr(to, name, value, value.length, 0);
            return true;
        } catch (LastErrorException e) {
            log.debug("the attribute {} of {} cannot be given to {}", name, from, to, e);
            return name.startsWith(OF_THE_KERNEL);
        }
    }

    private static Set<String> list(LibC libc, String file) {
        byte[] none = {};
        Set<String> names = new TreeSet<>();
        long size = libc.llistxattr(file, none, 0);
        if (size > 0) {
            byte[] all = new byte[Math.toIntExact(size)];
            long length = libc.llistxattr(file, all, all.length);
            String text = new String(all, 0, Math.toIntExact(length), StandardCharsets.UTF_8);
            names.addAll(Arrays.asList(text.split("\0")));
            names.remove("");
        }
        return names;
    }

    /** The value; null when the file has no such attribute. */
    static byte @Nullable [] get(Path file, String name) {
        return LIBC == null ? null : get(LIBC, file.toAbsolutePath().toString(), name);
    }

    /** Sets an attribute; fails where there are none. */
    static void set(Path file, String name, byte[] value) {
        if (LIBC == null) {
            throw new UnsupportedOperationException("no extended attributes here");
        }
        LIBC.lsetxattr(file.toAbsolutePath().toString(), name, value, value.length, 0);
    }

    private static byte @Nullable [] get(LibC libc, String file, String name) {
        byte[] none = {};
        try {
            long size = libc.lgetxattr(file, name, none, 0);
            byte[] value = new byte[Math.toIntExact(size)];
            return Arrays.copyOf(value, Math.toIntExact(libc.lgetxattr(file, name, value, value.length)));
        } catch (LastErrorException e) {
            if (e.getErrorCode() == ENODATA || e.getErrorCode() == EOPNOTSUPP) {
                return null;
            }
            throw e;
        }
    }

    /** The C library's calls; public because JNA demands it. Sizes are {@code ssize_t} and {@code size_t} of 64 bits. */
    public interface LibC extends Library {
        long llistxattr(String path, byte[] list, long size) throws LastErrorException;

        long lgetxattr(String path, String name, byte[] value, long size) throws LastErrorException;

        int lsetxattr(String path, String name, byte[] value, long size, int flags) throws LastErrorException;

        int lremovexattr(String path, String name) throws LastErrorException;
    }
}
