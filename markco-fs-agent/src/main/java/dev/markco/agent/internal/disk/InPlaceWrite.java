package dev.markco.agent.internal.disk;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;

/** Writes the file that is there, because other names of it, or its owner, would be lost with another one in its place. */
final class InPlaceWrite {
    private InPlaceWrite() {}

    /**
     * Writes the file itself, from the first byte that differs. A crash leaves {@link #isTorn torn} content, which the log
     * heals.
     */
    static WriteOutcome write(Path file, byte[] before, byte[] after, FaultPoints faults) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            if (!Arrays.equals(before, ChannelBytes.read(channel, 0, channel.size()))) {
                return new WriteOutcome.Missed("the file changed");
            }
            int same = Math.max(0, Arrays.mismatch(before, after));
            ChannelBytes.write(channel, Arrays.copyOfRange(after, same, after.length), same);
            faults.pass("in place written");
            channel.truncate(after.length);
            channel.force(true);
        } catch (NoSuchFileException e) {
            return new WriteOutcome.Missed("the file went away");
        }
        faults.pass("in place synced");
        return new WriteOutcome.Written(before, null);
    }

    /** Whether {@code seen} is what an interrupted write leaves: a head of the new bytes, the old ones behind. */
    static boolean isTorn(byte[] before, byte[] after, byte[] seen) {
        if (seen.length != Math.max(before.length, Math.min(seen.length, after.length))) {
            return false;
        }
        int head = Arrays.mismatch(seen, after);
        if (head < 0) {
            head = seen.length;
        }
        int tail = Math.min(seen.length, before.length);
        while (tail > 0 && seen[tail - 1] == before[tail - 1]) {
            tail--;
        }
        return tail <= head && (seen.length <= before.length || head == seen.length);
    }
}
