package dev.markco.agent.internal.state;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A directory that is told from any other one which comes to stand in its place. It is held open where the system allows that:
 * a number of an inode that nobody holds is given to the next directory. Thread-safe.
 */
final class HeldDirectory implements Closeable {
    private static final Logger log = LoggerFactory.getLogger(HeldDirectory.class);

    private final Path directory;
    private final @Nullable Object identity;
    private final @Nullable FileChannel channel;

    private HeldDirectory(Path directory, @Nullable Object identity, @Nullable FileChannel channel) {
        this.directory = directory;
        this.identity = identity;
        this.channel = channel;
    }

    static HeldDirectory of(Path directory) throws IOException {
        return new HeldDirectory(directory, identityOf(directory), open(directory));
    }

    private static @Nullable FileChannel open(Path directory) {
        try {
            return FileChannel.open(directory, StandardOpenOption.READ);
        } catch (IOException e) {
            log.debug("{} cannot be held open", directory, e);
            return null;
        }
    }

    /** Whether it is there, and no other one. */
    boolean isInPlace() {
        try {
            return isStill(directory, identity) && Files.isDirectory(directory);
        } catch (IOException e) {
            log.debug("{} cannot be looked at", directory, e);
            return false;
        }
    }

    /** Whether a file or a directory is there, and the one that had this identity. */
    static boolean isStill(Path file, @Nullable Object identity) throws IOException {
        return identity == null ? Files.exists(file) : identity.equals(identityOf(file));
    }

    /** What tells a file or a directory from others; null where the system does not say, and when there is none. */
    static @Nullable Object identityOf(Path file) throws IOException {
        try {
            return Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                    .fileKey();
        } catch (NoSuchFileException e) {
            return null;
        }
    }

    @Override
    public void close() throws IOException {
        if (channel != null) {
            channel.close();
        }
    }
}
