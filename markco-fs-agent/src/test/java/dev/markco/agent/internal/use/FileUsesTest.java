package dev.markco.agent.internal.use;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.markco.agent.internal.disk.FileStamp;
import dev.markco.agent.internal.disk.SystemRenames;
import dev.markco.sync.time.SystemTime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What is recorded of a file, with the kernel that tells it. */
@EnabledOnOs(OS.LINUX)
final class FileUsesTest {
    private static final int LIMIT = 3;

    @TempDir
    Path directory;

    /** Not this process: where it forks at the same time, its descriptors stay open for a moment longer. */
    private static Counterpart other;

    private final Told told = new Told();
    private FileUses uses;
    private Path file;

    @BeforeAll
    static void start(@TempDir Path anywhere) throws IOException {
        other = new Counterpart(anywhere);
    }

    @AfterAll
    static void stop() {
        other.close();
    }

    @BeforeEach
    void open() throws IOException {
        other.changeTo(directory);
        uses = new KernelUses(Linux.load(), LIMIT, SystemTime.named("test-uses"));
        file = directory.resolve("a.md");
        other.run("open('a.md', 'w').write('text\\n')");
    }

    @AfterEach
    void close() {
        uses.close();
    }

    @Test
    @DisplayName("opens, reads, writes and closes are recorded in their order, and each in one history")
    void order() throws IOException {
        ArmedFile armed = arm(file);
        assertThat(armed.history()).hasToString("");
        other.run("open('a.md').read()");
        assertThat(armed.history()).hasToString("OAN");
        other.run("open('a.md', 'a').write('more')");
        assertThat(armed.mark()).hasToString("OANOMW");
        assertThat(armed.history()).hasToString("");
        other.run("open('a.md', 'w').write('less')");
        assertThat(Reading.of(armed.mark())).isEqualTo(Reading.WRITTEN_BLIND);
        assertThat(Reading.of(armed.mark())).isEqualTo(Reading.UNOPENED);
    }

    @Test
    @DisplayName("what we read, ask and look up through the descriptor is nobody's reading")
    void ownReads() throws IOException {
        ArmedFile armed = arm(file);
        assertThat(armed.read(5)).isEqualTo("text\n".getBytes(UTF_8));
        assertThat(armed.read(4)).isNull();
        await().until(() -> armed.writers() == Writers.NONE);
        await().until(() -> uses.writers(file) == Writers.NONE);
        assertThat(armed.stamp()).isEqualTo(FileStamp.of(file));
        assertThat(armed.inode()).isEqualTo(Inode.of(file));
        assertThat(uses.arm(file, told)).isSameAs(armed);
        assertThat(armed.history()).hasToString("a");
        assertThat(Reading.of(armed.mark())).isEqualTo(Reading.UNOPENED);
        other.run("f = open('a.md', 'w')");
        armed.read(5);
        other.run("open('a.md').read(); f.write('text')");
        armed.read(5);
        other.run("f.close()");
        assertThat(Reading.of(armed.mark())).isEqualTo(Reading.READ_SINCE_WRITTEN);
    }

    @Test
    @DisplayName("a file is the same whatever it is called, and read when it has no name")
    void names() throws IOException {
        ArmedFile armed = arm(file);
        Path hidden = directory.resolve("hidden");
        Files.createLink(directory.resolve("link"), file);
        Files.move(file, hidden);
        Files.writeString(file, "another\n");
        assertThat(armed.mark()).hasToString("TV");
        other.run("open('link').read()");
        assertThat(armed.mark()).hasToString("OAN");
        Files.writeString(file, "yet another\n");
        assertThat(armed.mark()).hasToString("");
        Files.delete(hidden);
        other.run("f = open('link', 'r+')");
        assertThat(armed.mark()).hasToString("TO");
        Files.delete(directory.resolve("link"));
        assertThat(armed.mark()).hasToString("T");
        assertThat(armed.read(100)).isEqualTo("text\n".getBytes(UTF_8));
        assertThat(armed.stamp().links()).isZero();
        assertThat(armed.inode()).isNotEqualTo(Inode.of(file));
        other.run("f.truncate(1)");
        assertThat(armed.mark()).hasToString("aM");
    }

    @Test
    @DisplayName("a file whose last name is not the one it was armed by is watched on, and says what it missed")
    void lastName() throws IOException {
        ArmedFile armed = arm(file);
        Path link = directory.resolve("link");
        Files.createLink(link, file);
        other.run("f = open('a.md', 'r+')");
        Files.delete(file);
        armed.mark();
        Files.delete(link);
        assertThat(armed.mark()).hasToString("TD?");
        await().until(() -> told.lost().equals(List.of(armed)));
        other.run("f.truncate(1); f.close()");
        assertThat(armed.mark()).hasToString("MW");
        await().until(() -> armed.writers() == Writers.NONE);
        assertThat(armed.read(100)).isEqualTo("t".getBytes(UTF_8));
    }

    @Test
    @DisplayName("who writes a file, or ends writing it, is told of without being asked, under any name")
    void told() throws IOException {
        ArmedFile armed = arm(file);
        other.run("f = open('a.md', 'r+')");
        Files.delete(file);
        assertThat(armed.mark().letters()).isEqualTo("OT");
        assertThat(told.written()).isEmpty();
        other.run("f.truncate(0)");
        await().until(() -> told.written().size() == 1);
        assertThat(armed.mark().letters()).isEqualTo("M");
        other.run("f.close()");
        await().until(() -> told.written().size() == 2);
        assertThat(told.written()).containsOnly(armed);
        assertThat(armed.mark().letters()).isEqualTo("W");
        await().until(() -> armed.writers() == Writers.NONE);
        assertThat(told.lost()).isEmpty();
    }

    @Test
    @DisplayName("whatever a caller takes in itself is told as well")
    void toldOfWhatWasTakenIn() throws IOException {
        ArmedFile armed = arm(file);
        for (int i = 1; i <= 5; i++) {
            int times = i;
            other.run("open('a.md', 'w').write('text')");
            armed.mark();
            await().until(() -> told.written().size() >= times);
            told.trim(times);
        }
    }

    @Test
    @DisplayName("the oldest mark gives way, says so, and costs nothing any more")
    void limit() throws IOException {
        List<ArmedFile> all = new ArrayList<>();
        for (int i = 0; i < LIMIT; i++) {
            all.add(arm(Files.writeString(directory.resolve(i + ".md"), "text")));
        }
        all.get(0).mark();
        ArmedFile last = arm(file);
        ArmedFile gone = all.get(1);
        assertThat(gone.history().whole()).isFalse();
        gone.mark();
        assertThat(Reading.of(gone.mark())).isEqualTo(Reading.UNKNOWN);
        assertThat(gone.writers()).isEqualTo(Writers.UNKNOWN);
        assertThatThrownBy(() -> gone.read(10)).isInstanceOf(IOException.class).hasMessageContaining("not watched");
        assertThatThrownBy(gone::stamp).isInstanceOf(IOException.class);
        await().until(() -> told.lost().equals(List.of(gone)));
        assertThat(Stream.of(all.get(0), all.get(2), last).map(ArmedFile::history))
                .allMatch(UseHistory::whole);
        ArmedFile again = arm(directory.resolve("1.md"));
        assertThat(again).isNotSameAs(gone);
        gone.close();
        other.run("open('1.md').read()");
        assertThat(again.history()).hasToString("OAN");
    }

    @Test
    @DisplayName("only regular files are armed, and links are not followed")
    void others() throws Exception {
        assertThat(uses.arm(directory, told)).isNull();
        assertThat(uses.arm(directory.resolve("none"), told)).isNull();
        Path link = Files.createSymbolicLink(directory.resolve("link"), file);
        assertThat(uses.arm(link, told)).isNull();
        assertThat(Inode.of(link)).isNull();
        assertThat(uses.writers(link)).isEqualTo(Writers.UNKNOWN);
        Path pipe = directory.resolve("pipe");
        new Programs(directory, directory).shell("mkfifo pipe");
        assertThat(uses.arm(pipe, told)).isNull();
        assertThat(uses.writers(pipe)).isEqualTo(Writers.UNKNOWN);
        assertThat(uses.writers(directory)).isEqualTo(Writers.UNKNOWN);
    }

    @Test
    @DisplayName("where the system cannot tell, nothing is armed and nothing is said")
    void elsewhere() throws IOException {
        try (KernelUses none = new KernelUses(null, LIMIT, SystemTime.named("test-uses"))) {
            assertThat(none.arm(file, told)).isNull();
            assertThat(none.writers(file)).isEqualTo(Writers.UNKNOWN);
        }
        ArmedFile armed = arm(file);
        uses.close();
        assertThat(Reading.of(armed.mark())).isEqualTo(Reading.UNKNOWN);
        assertThat(uses.arm(file, told)).isNull();
        await().until(() -> uses.writers(file) == Writers.NONE);
    }

    @Test
    @DisplayName("an exchange of two armed files is no use of either, and what follows is told of the right one")
    void exchanged() throws IOException {
        Path temp = Files.writeString(directory.resolve("temp"), "new\n");
        ArmedFile before = arm(file);
        ArmedFile now = arm(temp);
        assertThat(SystemRenames.ofSystem().exchange(temp, file)).isTrue();
        assertThat(Reading.of(before.mark())).isEqualTo(Reading.UNOPENED);
        assertThat(Reading.of(now.mark())).isEqualTo(Reading.UNOPENED);
        other.run("open('a.md').read()");
        assertThat(now.mark()).hasToString("OAN");
        assertThat(before.mark()).hasToString("");
        Files.delete(temp);
        assertThat(before.mark()).hasToString("T");
        assertThat(before.read(100)).isEqualTo("text\n".getBytes(UTF_8));
    }

    private ArmedFile arm(Path path) {
        return Objects.requireNonNull(uses.arm(path, told));
    }
}
