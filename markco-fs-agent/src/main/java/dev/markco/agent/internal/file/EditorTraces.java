package dev.markco.agent.internal.file;

import dev.markco.agent.internal.disk.FileStamp;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * What editors leave beside the file that they edit: marks that it is open (vim and nano {@code .a.md.swp}, Emacs and joe
 * {@code .#a.md}) and backups ({@code a.md~}).
 */
final class EditorTraces {
    private static final List<String> MARKS = List.of(".%s.swp", ".%s.swo", ".#%s");
    private static final String BACKUP = "%s~";

    private EditorTraces() {}

    /** Whether an editor says that it has the file open. */
    static boolean isOpenInEditor(Path file) {
        return MARKS.stream().anyMatch(mark -> Files.exists(beside(file, mark), LinkOption.NOFOLLOW_LINKS));
    }

    /** Whether there is a backup of that very content, made after that moment of the file system, in milliseconds. */
    static boolean hasBackup(Path file, byte[] content, long since) {
        Path backup = beside(file, BACKUP);
        try {
            FileStamp stamp = FileStamp.of(backup);
            return stamp != null
                    && stamp.regular()
                    && stamp.size() == content.length
                    && TimeUnit.NANOSECONDS.toMillis(stamp.changed()) >= since
                    && Arrays.equals(Files.readAllBytes(backup), content);
        } catch (IOException e) {
            // One that cannot be read tells nothing.
            return false;
        }
    }

    private static Path beside(Path file, String pattern) {
        return file.resolveSibling(String.format(Locale.ROOT, pattern, file.getFileName()));
    }
}
