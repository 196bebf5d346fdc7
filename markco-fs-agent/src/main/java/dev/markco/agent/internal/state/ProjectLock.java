package dev.markco.agent.internal.state;

import dev.markco.agent.LockedException;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * The lock that lets one agent alone serve a project: a file that is locked as long as the agent runs, and whose text is the
 * process id. Thread-safe.
 */
final class ProjectLock implements Closeable {
    private final Path file;
    private final FileChannel channel;
    private final @Nullable Object identity;

    private ProjectLock(Path file, FileChannel channel) throws IOException {
        this.file = file;
        this.channel = channel;
        this.identity = HeldDirectory.identityOf(file);
    }

    /**
     * Makes the file if need be, and locks it.
     *
     * @throws LockedException when another agent has it
     */
    static ProjectLock take(Path file, Path project) throws IOException {
        FileChannel channel =
                FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.CREATE);
        try {
            @Nullable FileLock held;
            try {
                held = channel.tryLock();
            } catch (OverlappingFileLockException e) {
                throw new LockedException(project, ProcessHandle.current().pid());
            }
            if (held == null) {
                throw new LockedException(project, holder(channel));
            }
            channel.truncate(0);
            channel.write(
                    ByteBuffer.wrap((ProcessHandle.current().pid() + "\n").getBytes(StandardCharsets.US_ASCII)), 0);
            return new ProjectLock(file, channel);
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    private static long holder(FileChannel channel) throws IOException {
        ByteBuffer text = ByteBuffer.allocate(32);
        channel.read(text, 0);
        String pid = StandardCharsets.US_ASCII.decode(text.flip()).toString().strip();
        return pid.matches("[0-9]{1,18}") ? Long.parseLong(pid) : -1;
    }

    /** Whether the file is still there under its name, so that another agent would find it locked. */
    boolean isInPlace() throws IOException {
        return HeldDirectory.isStill(file, identity);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
