package dev.markco.agent.internal.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Arrays;

/** Reads and writes bytes of open files, all of them however many calls that takes. */
final class ChannelBytes {
    private ChannelBytes() {}

    /** What lies from one offset to another, less where the file ends before. */
    static byte[] read(FileChannel channel, long from, long to) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(Math.toIntExact(Math.max(0, to - from)));
        while (buffer.hasRemaining() && channel.read(buffer, from + buffer.position()) >= 0) {
            // Reads until full or the end; a shorter file has changed and compares unequal.
        }
        return Arrays.copyOf(buffer.array(), buffer.position());
    }

    /** Writes bytes at an offset. */
    static void write(FileChannel channel, byte[] bytes, long position) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        long at = position;
        while (buffer.hasRemaining()) {
            at += channel.write(buffer, at);
        }
    }
}
