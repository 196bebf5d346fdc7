package dev.markco.agent.internal.disk;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The names of files: how they are said, and which ones there may be on this system. Pure. */
public final class FileNames {
    /** The longest name of a file or a directory on all usual file systems, in bytes. */
    public static final int MOST_BYTES = 255;
    /** The longest path that Linux takes, in bytes. */
    private static final int MOST_PATH_BYTES = 4095;

    private static final String ENCODING = System.getProperty("sun.jnu.encoding", "UTF-8");
    private static final Charset CHARSET =
            Charset.isSupported(ENCODING) ? Charset.forName(ENCODING) : StandardCharsets.UTF_8;

    private FileNames() {}

    /** The name of a path below the root, with {@code /} between directories. */
    public static String below(Path root, Path path) {
        String name = root.relativize(path).toString();
        String separator = path.getFileSystem().getSeparator();
        return separator.equals("/") ? name : name.replace(separator, "/");
    }

    /** Why no file can be named like that, whatever the file system; null when one can. */
    public static @Nullable String whyUnspeakable(String name) {
        try {
            var unused = Path.of(name);
            return null;
        } catch (InvalidPathException e) {
            return "its name has characters that no file's name can have here, where names are in " + ENCODING
                    + ": set LC_ALL=C.UTF-8 if that is not meant";
        }
    }

    /**
     * Whether {@code name} says which file {@code path}, below {@code root}, is: there are names whose bytes are no text in the
     * encoding of this system.
     */
    public static boolean isSpeakable(Path root, Path path, String name) {
        return whyUnspeakable(name) == null && root.resolve(name).equals(path);
    }

    /** What people are told of a file or a directory whose name is not {@link #isSpeakable speakable}. */
    public static String unspeakable() {
        return "its name is not " + ENCODING + " text, and so no document's: rename it";
    }

    /** Why file systems do not take such a name; null when they do. */
    static @Nullable String whyTooLong(Path root, String name) {
        for (String part : name.split("/", -1)) {
            int bytes = part.getBytes(CHARSET).length;
            if (bytes > MOST_BYTES) {
                return "a part of its name has " + bytes + " bytes, and the disk takes at most " + MOST_BYTES;
            }
        }
        int bytes = (root + "/" + name).getBytes(CHARSET).length;
        return bytes > MOST_PATH_BYTES
                ? "its path here has " + bytes + " bytes, and the system takes at most " + MOST_PATH_BYTES
                : null;
    }
}
