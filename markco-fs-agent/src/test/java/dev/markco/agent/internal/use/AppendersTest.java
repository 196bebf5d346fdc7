package dev.markco.agent.internal.use;

import static org.assertj.core.api.Assertions.assertThat;

import dev.markco.sync.time.SystemTime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whether all who have a file open for writing only append, asked of this system and of the descriptions of others. */
@EnabledOnOs(OS.LINUX)
final class AppendersTest {
    private static Counterpart other;

    @TempDir
    Path directory;

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
        file = Files.writeString(directory.resolve("a.md"), "text\n");
        other.changeTo(directory);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "f = os.open('a.md', os.O_RDONLY) | UNKNOWN",
                "f = os.open('a.md', os.O_PATH) | UNKNOWN",
                "f = open('a.md', 'a') | ALL_APPEND",
                "f = open('a.md', 'a+'); g = open('a.md', 'a'); h = open('a.md') | ALL_APPEND",
                "f = open('a.md', 'a'); g = open('a.md', 'r+') | OTHERS",
                "f = open('a.md', 'w') | OTHERS",
                "os.link('a.md', 'b.md'); f = open('b.md', 'r+') | OTHERS",
                "f = open('a.md', 'a'); fcntl.fcntl(f, fcntl.F_SETFL, 0) | OTHERS",
                "f = open('a.md', 'a'); m = mapping(open('a.md'), R, SHARED) | ALL_APPEND",
                "f = open('a.md', 'a'); m = mapping(open('a.md', 'r+'), R, SHARED) | OTHERS",
                "m = mapping(open('a.md', 'r+'), RW, SHARED) | OTHERS",
                "g = open('a.md', 'a'); f = open('b.md', 'w') | ALL_APPEND",
            })
    @DisplayName("descriptors and mappings of other processes are found")
    void holders(String statements, Appending expected) throws IOException {
        try (FileUses uses = KernelUses.ofSystem(SystemTime.named("test-uses"))) {
            ArmedFile armed = Objects.requireNonNull(uses.arm(file, new Told()));
            other.run(statements);
            Files.delete(file);
            Appending answer = armed.appending();
            // Even root may not look into every process of every machine.
            if (answer == Appending.SEEN_APPEND) {
                answer = Appending.ALL_APPEND;
            }
            assertThat(answer).isEqualTo(expected);
        }
    }

    @Test
    @DisplayName("processes that cannot be looked into are said to be there, but for the kernel's own")
    void hidden() throws IOException {
        Path processes = Files.createDirectory(directory.resolve("proc"));
        Inode inode = Objects.requireNonNull(Inode.of(file));
        assertThat(Appenders.of(inode, directory.resolve("none"))).isEqualTo(Appending.UNKNOWN);
        process(processes, 1);
        assertThat(Appenders.of(inode, processes)).isEqualTo(Appending.UNKNOWN);
        has(process(processes, 42), "0102001", "");
        assertThat(Appenders.of(inode, processes)).isEqualTo(Appending.ALL_APPEND);

        Path thread = Files.createDirectory(processes.resolve("2"));
        Files.writeString(thread.resolve("stat"), "2 (kthreadd (x) y) S 0 0 0 0 -1 2129984 0 0 0 0 0");
        assertThat(Appenders.of(inode, processes)).isEqualTo(Appending.ALL_APPEND);
        Files.writeString(thread.resolve("stat"), "2 (evil) S 2129984) S 0 0 0 0 -1 4194304 0 0 0 0 0");
        assertThat(Appenders.of(inode, processes)).isEqualTo(Appending.SEEN_APPEND);
        has(process(processes, 43), "0100001", "ino:\t12\n");
        assertThat(Appenders.of(inode, processes)).isEqualTo(Appending.SEEN_APPEND);
        has(process(processes, 44), "0100001", "ino:\t" + inode.number() + "\n");
        assertThat(Appenders.of(inode, processes)).isEqualTo(Appending.OTHERS);
    }

    @Test
    @DisplayName("where processes of others do not show, they are said to be there")
    void invisible() throws IOException {
        Path processes = Files.createDirectory(directory.resolve("proc"));
        has(process(processes, 42), "0102001", "");
        assertThat(Appenders.of(Objects.requireNonNull(Inode.of(file)), processes))
                .isEqualTo(Appending.SEEN_APPEND);
    }

    private static Path process(Path processes, int number) throws IOException {
        Path process = processes.resolve(String.valueOf(number));
        Files.createDirectories(process.resolve("fd"));
        Files.createDirectories(process.resolve("fdinfo"));
        Files.createFile(process.resolve("maps"));
        return process;
    }

    private void has(Path process, String flags, String more) throws IOException {
        Files.createSymbolicLink(process.resolve("fd/3"), file);
        Files.writeString(process.resolve("fdinfo/3"), "pos:\t0\nflags:\t" + flags + "\nmnt_id:\t30\n" + more);
    }
}
