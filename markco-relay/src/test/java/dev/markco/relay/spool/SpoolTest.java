package dev.markco.relay.spool;

import static dev.markco.relay.spool.SpoolFixture.assertSame;
import static dev.markco.relay.spool.SpoolFixture.entries;
import static dev.markco.relay.spool.SpoolFixture.ofSize;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.markco.relay.postgres.DataDirectoryLockedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The spool's files: what stays, what goes, and what a disk does to them. */
final class SpoolTest {
    private static final int MIB = 1 << 20;

    @TempDir
    Path parent;

    private Path directory() {
        return parent.resolve("data").resolve("spool");
    }

    private Spool open() {
        return Spool.open(directory(), Spool.DEFAULT_LIMIT_BYTES);
    }

    private static List<SpoolEntry> readAll(Spool spool) {
        List<SpoolEntry> all = new ArrayList<>();
        spool.segments().forEach(number -> all.addAll(spool.read(number)));
        return all;
    }

    private List<String> files() throws IOException {
        try (Stream<Path> list = Files.list(directory())) {
            return list.map(file -> file.getFileName().toString())
                    .filter(name -> !name.equals("lock"))
                    .sorted()
                    .toList();
        }
    }

    @Test
    @DisplayName("R21 what was appended is there for the next process, with its document's id, until it is released")
    void keepsUntilReleased() throws Exception {
        List<SpoolEntry> written = entries(new Random(1), 20);
        try (Spool spool = open()) {
            assertThat(spool.bytes()).isZero();
            spool.append(written.subList(0, 5));
            spool.append(written.subList(5, 20));
            assertThat(spool.entries()).isEqualTo(20);
            assertThat(spool.bytes()).isEqualTo(Files.size(directory().resolve("updates-00000001.spool")));
        }
        try (Spool spool = open()) {
            assertSame(readAll(spool), written, "after a restart");
            assertThat(spool.entries()).isEqualTo(20);
            spool.append(List.of(ofSize(10, 1)));
            assertThat(files())
                    .as("an earlier process's file is not written to")
                    .hasSize(2);
            spool.releaseAll();
            assertThat(files()).isEmpty();
            assertThat(spool.bytes()).isZero();
            assertThat(spool.entries()).isZero();
        }
        try (Spool spool = open()) {
            assertThat(spool.segments()).isEmpty();
        }
    }

    @Test
    @DisplayName("files are begun anew at 16 MiB and go one by one; an entry larger than that is whole in one")
    void segments() throws Exception {
        List<SpoolEntry> written = new ArrayList<>();
        try (Spool spool = open()) {
            for (int i = 0; i < 10; i++) {
                written.add(ofSize(3 * MIB, i));
            }
            written.add(ofSize(40 * MIB, 10));
            written.add(ofSize(10, 11));
            assertThat(spool.append(written)).isEqualTo(1);
            assertThat(spool.segments()).containsExactly(1L, 2L, 3L, 4L);
            assertThat(spool.append(List.of(ofSize(10, 12)))).isEqualTo(4);
            spool.releaseBelow(3);
            assertThat(spool.segments()).containsExactly(3L, 4L);
            assertThat(files()).containsExactly("updates-00000003.spool", "updates-00000004.spool");
        }
        try (Spool spool = open()) {
            assertThat(readAll(spool)).hasSize(3);
            assertSame(readAll(spool).subList(0, 1), written.subList(10, 11), "the large one");
        }
    }

    @Test
    @DisplayName("beyond its bound the spool takes nothing, and says so; after a release it takes again")
    void bounded() throws Exception {
        try (Spool spool = Spool.open(directory(), MIB)) {
            spool.append(List.of(ofSize(MIB / 2, 1)));
            long before = spool.bytes();
            assertThatThrownBy(() -> spool.append(List.of(ofSize(10, 2), ofSize(MIB / 2, 3))))
                    .isInstanceOf(SpoolFullException.class)
                    .hasMessageContaining("--spool-limit")
                    .hasMessageContaining("may have " + MIB);
            assertThat(spool.bytes()).isEqualTo(before);
            assertThat(readAll(spool)).hasSize(1);
            spool.releaseAll();
            spool.append(List.of(ofSize(10, 2), ofSize(MIB / 2, 3)));
            assertThat(readAll(spool)).hasSize(2);
        }
    }

    @Test
    @DisplayName("a torn tail is left out; the file goes with the others")
    void tornTail() throws Exception {
        List<SpoolEntry> written = entries(new Random(4), 3);
        try (Spool spool = open()) {
            spool.append(written);
        }
        Path file = directory().resolve("updates-00000001.spool");
        byte[] whole = Files.readAllBytes(file);
        Files.write(file, java.util.Arrays.copyOf(whole, whole.length - 3));
        try (Spool spool = open()) {
            assertSame(readAll(spool), written.subList(0, 2), "before the torn one");
            spool.releaseAll();
        }
        assertThat(files()).isEmpty();
    }

    @Test
    @DisplayName("a damaged file gives its whole entries, and is kept aside when they are stored")
    void damaged() throws Exception {
        List<SpoolEntry> written = entries(new Random(5), 3);
        try (Spool spool = open()) {
            spool.append(written);
        }
        Path file = directory().resolve("updates-00000001.spool");
        byte[] bytes = Files.readAllBytes(file);
        bytes[SpoolFormat.HEADER_BYTES + SpoolFormat.HEAD_BYTES + 2] ^= 1;
        Files.write(file, bytes);
        try (Spool spool = open()) {
            assertSame(readAll(spool), written.subList(1, 3), "behind the damaged one");
            assertThat(files()).containsExactly("updates-00000001.spool");
            spool.releaseAll();
            assertThat(spool.bytes()).isZero();
        }
        assertThat(files()).containsExactly("damaged-updates-00000001.spool");
        assertThat(directory().resolve("damaged-updates-00000001.spool")).hasBinaryContent(bytes);
        try (Spool spool = open()) {
            assertThat(spool.segments()).isEmpty();
        }
    }

    @Test
    @DisplayName("a disk that refuses is an error, and nothing is lost of what was taken before and after")
    void diskRefuses() throws Exception {
        try (Spool spool = open()) {
            spool.append(List.of(ofSize(16 * MIB, 1)));
            Path elsewhere = parent.resolve("elsewhere");
            Files.move(directory(), elsewhere);
            assertThatThrownBy(() -> spool.append(List.of(ofSize(10, 2)))).isInstanceOf(IOException.class);
            Files.move(elsewhere, directory());
            spool.append(List.of(ofSize(10, 3)));
        }
        try (Spool spool = open()) {
            assertSame(readAll(spool), List.of(ofSize(16 * MIB, 1), ofSize(10, 3)), "what was taken");
        }
    }

    @Test
    @DisplayName("a second process on the directory is refused by an error that names the first")
    void locked() {
        try (Spool first = open()) {
            assertThat(first.segments()).isEmpty();
            assertThatThrownBy(this::open)
                    .isInstanceOf(DataDirectoryLockedException.class)
                    .hasMessageContaining(directory().toString())
                    .hasMessageContaining("process " + ProcessHandle.current().pid());
        }
        open().close();
    }

    @Test
    @DisplayName("a directory that cannot be used is an error that names it, at the start")
    void unusable() throws Exception {
        Files.createDirectories(parent.resolve("data"));
        Files.writeString(directory(), "a file", StandardOpenOption.CREATE);
        assertThatThrownBy(this::open)
                .isInstanceOfSatisfying(
                        SpoolException.class, e -> assertThat(e.hint()).contains("--data-dir"))
                .hasMessageContaining("the spool directory " + directory() + " cannot be used");
    }

    @Test
    @DisplayName("people's words are for the owner of the relay alone")
    void privateToItsOwner() throws Exception {
        try (Spool spool = open()) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(spool.directory())))
                    .isEqualTo("rwx------");
        }
    }
}
