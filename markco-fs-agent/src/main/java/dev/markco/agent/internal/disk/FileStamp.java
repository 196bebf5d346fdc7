package dev.markco.agent.internal.disk;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import org.jspecify.annotations.Nullable;

/**
 * What the file system says of a file without reading it. {@code inode} is 0 and {@code links} is 1 where there is no such
 * thing.
 */
public record FileStamp(boolean regular, long size, FileTime modified, long inode, int links) {
    /** Reads the stamp of the file itself, never of what a symbolic link points to; null when there is none. */
    public static @Nullable FileStamp of(Path file) throws IOException {
        try {
            BasicFileAttributes basic =
                    Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            return new FileStamp(
                    basic.isRegularFile(), basic.size(), basic.lastModifiedTime(), unix(file, "unix:ino", 0), (int)
                            unix(file, "unix:nlink", 1));
        } catch (NoSuchFileException e) {
            return null;
        }
    }

    private static long unix(Path file, String attribute, long otherwise) throws IOException {
        return Posix.SUPPORTED && Files.getAttribute(file, attribute, LinkOption.NOFOLLOW_LINKS) instanceof Number value
                ? value.longValue()
                : otherwise;
    }
}
