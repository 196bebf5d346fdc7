package dev.markco.agent.internal.disk;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What the file system says of a file without reading it. {@code changed}, in nanoseconds, is when the file or what is known
 * of it was last changed, which no program can set back. {@code mode} are the bits of who may do what. {@code inode} and {@code
 * changed} are 0, {@code links} is 1 and {@code mode} is {@link Posix#UNKNOWN} where there is no such thing.
 */
public record FileStamp(boolean regular, long size, long modified, long changed, long inode, int links, int mode) {
    /** Of what is there perhaps, and may not be looked at. */
    static final FileStamp UNSEEN = new FileStamp(false, 0, 0, 0, 0, 1, Posix.UNKNOWN);

    private static final String UNIX = "unix:isRegularFile,size,lastModifiedTime,ctime,ino,nlink,mode";

    /** Reads the stamp of the file itself, never of what a symbolic link points to; null when there is none. */
    public static @Nullable FileStamp of(Path file) throws IOException {
        try {
            if (Posix.SUPPORTED) {
                return of(Files.readAttributes(file, UNIX, LinkOption.NOFOLLOW_LINKS));
            }
            BasicFileAttributes basic =
                    Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            return new FileStamp(
                    basic.isRegularFile(), basic.size(), nanos(basic.lastModifiedTime()), 0, 0, 1, Posix.UNKNOWN);
        } catch (NoSuchFileException e) {
            return null;
        } catch (FileSystemException e) {
            if (isBelowFile(file)) {
                return null;
            }
            throw e;
        }
    }

    /** Whether nothing can be there because some directory above is a file. */
    static boolean isBelowFile(Path file) {
        for (Path above = file.getParent(); above != null; above = above.getParent()) {
            if (Files.exists(above)) {
                return !Files.isDirectory(above);
            }
        }
        return false;
    }

    /**
     * Reads the stamp of what a descriptor of this process has open, which need not have a name any more. Linux only.
     *
     * @throws IOException where no such descriptor can be looked up
     */
    public static FileStamp ofOpened(int descriptor) throws IOException {
        return of(Files.readAttributes(Path.of("/proc/self/fd/" + descriptor), UNIX));
    }

    private static FileStamp of(Map<String, Object> unix) {
        return new FileStamp(
                Boolean.TRUE.equals(unix.get("isRegularFile")),
                number(unix, "size"),
                nanos(unix.get("lastModifiedTime")),
                nanos(unix.get("ctime")),
                number(unix, "ino"),
                (int) number(unix, "nlink"),
                (int) number(unix, "mode") & Posix.PERMISSIONS);
    }

    /** When a file was made, in nanoseconds; 0 when the system does not tell, or the file is gone. */
    public static long birth(Path file) throws IOException {
        try {
            BasicFileAttributes made = Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            boolean told = !made.creationTime().equals(made.lastModifiedTime()) || tellsBirths(file.getParent());
            return told ? nanos(made.creationTime()) : 0;
        } catch (NoSuchFileException e) {
            return 0;
        }
    }

    /** Java says the time of the last modification where the system does not tell; a directory in use has been modified since. */
    private static boolean tellsBirths(@Nullable Path directory) throws IOException {
        if (directory == null) {
            return false;
        }
        BasicFileAttributes made = Files.readAttributes(directory, BasicFileAttributes.class);
        return !made.creationTime().equals(made.lastModifiedTime());
    }

    /** When the content was last modified, in milliseconds since 1970. */
    public long modifiedMillis() {
        return TimeUnit.NANOSECONDS.toMillis(modified);
    }

    private static long number(Map<String, Object> attributes, String name) {
        return attributes.get(name) instanceof Number value ? value.longValue() : 0;
    }

    private static long nanos(@Nullable Object time) {
        return time instanceof FileTime at ? at.to(TimeUnit.NANOSECONDS) : 0;
    }
}
