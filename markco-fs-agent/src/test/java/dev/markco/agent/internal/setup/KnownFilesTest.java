package dev.markco.agent.internal.setup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.markco.agent.internal.disk.FileStamp;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Objects;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class KnownFilesTest {
    @TempDir
    Path root;

    @ParameterizedTest(name = "{0}: {9}")
    @CsvSource({
        // what,                               inode, modified, changed, size, links; birth; known links, regular
        "it was renamed,                           7, 10, 30, 5, 1,  5, 1, true,  SAME",
        "it was renamed and edited,                7, 40, 40, 6, 1,  5, 1, true,  SAME",
        "it was made just when it was seen,        7, 10, 30, 5, 1, 20, 1, true,  SAME",
        "its number is used again,                 7, 40, 40, 5, 1, 39, 1, true,  ANOTHER",
        "the same with the former time put back,   7, 10, 40, 5, 1, 39, 1, true,  ANOTHER",
        "made and written at once and never since, 7, 10, 30, 5, 1, 10, 1, true,  SAME",
        "nothing tells of its birth,               7, 10, 30, 5, 1,  0, 1, true,  PERHAPS",
        "the same with another size,               7, 10, 30, 6, 1,  0, 1, true,  ANOTHER",
        "the same and it was written since,        7, 40, 40, 5, 1,  0, 1, true,  ANOTHER",
        "it is from before it was known,           7, 10, 19, 5, 1,  5, 1, true,  ANOTHER",
        "another inode,                            8, 10, 30, 5, 1,  5, 1, true,  ANOTHER",
        "it has a second name,                     7, 10, 30, 5, 2,  5, 1, true,  ANOTHER",
        "it had a second name,                     7, 10, 30, 5, 1,  5, 2, true,  ANOTHER",
        "it is no file,                            7, 10, 30, 5, 1,  5, 1, false, ANOTHER",
    })
    @DisplayName("R12 whether a file is the one that was known: inode 7, modified at 10, changed at 20, 5 bytes")
    void sameness(
            String what,
            long inode,
            long modified,
            long changed,
            long size,
            int links,
            long birth,
            int knownLinks,
            boolean regular,
            KnownFiles.Sameness expected) {
        FileStamp known = new FileStamp(true, 5, 10, 20, 7, knownLinks, 0);
        FileStamp now = new FileStamp(regular, size, modified, changed, inode, links, 0);
        assertThat(KnownFiles.Sameness.of(known, now, birth)).as(what).isEqualTo(expected);
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    @DisplayName(
            "R12 a file is known under another document's name, and one that is unpacked anew is not, though it is equal")
    void onDisk() throws Exception {
        KnownFiles known = new KnownFiles();
        Path a = Files.writeString(root.resolve("a"), "x");
        Path b = Files.writeString(root.resolve("b"), "x");
        known.note("a", FileStamp.of(a), a);
        known.note("b", FileStamp.of(b), b);
        FileTime time = Files.getLastModifiedTime(a);
        Path t = root.resolve("t");
        Files.move(a, t);
        Files.move(b, a);
        Files.move(t, b);
        assertThat(known.isAnothers("a", stamp(a), a)).isTrue();
        assertThat(known.owner(stamp(b), b)).isEqualTo("a");
        // What it held is not taken for the other's, whoever asks to note that.
        known.note("a", FileStamp.of(a), a);
        assertThat(known.owner(stamp(a), a)).isEqualTo("b");
        for (int i = 0; i < 50; i++) {
            // File systems use the numbers of deleted files again, ext4 at once.
            Files.delete(a);
            Files.delete(b);
            Files.setLastModifiedTime(Files.writeString(b, "x"), time);
            Files.setLastModifiedTime(Files.writeString(a, "x"), time);
            assertThat(known.isAnothers("a", stamp(a), a)).isFalse();
            assertThat(known.isAnothers("b", stamp(b), b)).isFalse();
        }
    }

    private static FileStamp stamp(Path file) throws Exception {
        return Objects.requireNonNull(FileStamp.of(file));
    }
}
