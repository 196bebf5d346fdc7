package dev.markco.agent;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A file system of its own that can be filled. Linux, for those who may mount one. */
public final class SmallDisk implements AutoCloseable {
    public static final int PAGE = 4096;

    private final Path directory;
    private final Path filler;

    private SmallDisk(Path directory) {
        this.directory = directory;
        this.filler = directory.resolve(".filler");
    }

    /** Mounts one of so many pages on an empty directory; null where that cannot be. */
    public static @Nullable SmallDisk mount(Path directory, int pages) throws IOException {
        String size = "size=" + (long) pages * PAGE;
        return run("mount", "-t", "tmpfs", "-o", size, "tmpfs", directory.toString()) ? new SmallDisk(directory) : null;
    }

    /** Fills it, but for so many pages. */
    public void fill(int left) throws IOException {
        try (FileChannel channel = FileChannel.open(filler, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            byte[] page = new byte[PAGE];
            Arrays.fill(page, (byte) 1);
            try {
                while (true) {
                    channel.write(ByteBuffer.wrap(page));
                }
            } catch (IOException e) {
                channel.truncate(Math.max(0, channel.size() - (long) left * PAGE));
            }
        }
    }

    /** Makes room. */
    public void free() throws IOException {
        Files.deleteIfExists(filler);
    }

    @Override
    public void close() throws IOException {
        if (!run("umount", "-l", directory.toString())) {
            throw new IOException("unable to unmount " + directory);
        }
    }

    private static boolean run(String... command) throws IOException {
        try {
            Process process = new ProcessBuilder(List.of(command))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return process.waitFor(60, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }
}
