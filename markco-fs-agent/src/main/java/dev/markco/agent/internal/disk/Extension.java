package dev.markco.agent.internal.disk;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;

/**
 * Writes longer content into a file that others append to at the same time (R34), so that nothing of theirs is lost: room is
 * made behind the end, by appending blanks, and all that is written then lies before the end, where nobody appends.
 *
 * <pre>
 * old                      → P T         P is in both contents
 * room for the new one     → P T a _     a is what others appended meanwhile
 * written                  → P N a       P N is the new content
 * </pre>
 */
final class Extension {
    private static final byte BLANK = ' ';

    private Extension() {}

    /** Whether this system can do that, for contents of these lengths. */
    static boolean isPossible(Appends appends, int before, int after) {
        return appends.areSupported() && after >= before;
    }

    /** Puts {@code after}, not shorter, in the place of {@code before}; what others appended comes behind. */
    static WriteOutcome write(Appends appends, Path file, byte[] before, byte[] after, FaultPoints faults)
            throws IOException {
        if (after.length < before.length) {
            throw new IllegalArgumentException("a file to which others append cannot be cut");
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            if (!Arrays.equals(before, ChannelBytes.read(channel, 0, channel.size()))) {
                return new WriteOutcome.Missed("the file changed");
            }
            faults.pass("before extending");
            int grows = after.length - before.length;
            byte[] blanks = new byte[grows];
            Arrays.fill(blanks, BLANK);
            long end = grows == 0 ? before.length : appends.append(file, blanks);
            faults.pass("extended");
            byte[] between = ChannelBytes.read(channel, before.length, end - grows);
            int same = Math.max(0, Arrays.mismatch(before, after));
            byte[] rest = Arrays.copyOfRange(after, same, after.length + between.length);
            System.arraycopy(between, 0, rest, after.length - same, between.length);
            ChannelBytes.write(channel, rest, same);
            channel.force(true);
        } catch (NoSuchFileException e) {
            return new WriteOutcome.Missed("the file went away");
        }
        faults.pass("in place synced");
        return new WriteOutcome.Written(before, null);
    }

    /** Ends a write that was interrupted and left the file {@link #isTorn torn}. */
    static void finish(Path file, byte[] after) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            ChannelBytes.write(channel, after, 0);
            channel.force(true);
        }
    }

    /** Whether {@code seen} is what a whole write leaves; others may have appended since. */
    static boolean isWritten(byte[] after, byte[] seen) {
        return startsWith(seen, after);
    }

    /** Whether {@code seen} is what an interrupted write leaves. Others may have appended since, and may have done so before. */
    static boolean isTorn(byte[] before, byte[] after, byte[] seen) {
        if (seen.length < after.length || startsWith(seen, after)) {
            return false;
        }
        int at = Arrays.mismatch(Arrays.copyOf(seen, after.length), after);
        while (at < after.length && seen[at] == (at < before.length ? before[at] : BLANK)) {
            at++;
        }
        return at == after.length;
    }

    private static boolean startsWith(byte[] bytes, byte[] head) {
        return bytes.length >= head.length && Arrays.equals(bytes, 0, head.length, head, 0, head.length);
    }
}
