package dev.markco.agent.internal.use;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A file itself, whatever it is called. Its number goes to another file once it has neither a name nor a descriptor, so it
 * names the file surely only while that is armed.
 */
public record Inode(long device, long number) {
    /** The regular file of that name, not followed; null when there is none. */
    public static @Nullable Inode of(Path file) {
        return regular(file, LinkOption.NOFOLLOW_LINKS);
    }

    /** The regular file that a name in {@code /proc} stands for; null when it is another kind of file. */
    static @Nullable Inode opened(Path descriptor) {
        return regular(descriptor);
    }

    private static @Nullable Inode regular(Path path, LinkOption... options) {
        try {
            Map<String, Object> unix = Files.readAttributes(path, "unix:isRegularFile,dev,ino", options);
            return Boolean.TRUE.equals(unix.get("isRegularFile"))
                            && unix.get("dev") instanceof Number device
                            && unix.get("ino") instanceof Number number
                    ? new Inode(device.longValue(), number.longValue())
                    : null;
        } catch (IOException | UnsupportedOperationException e) {
            return null;
        }
    }
}
