package dev.markco.agent.internal.use;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.jna.Native;
import dev.markco.sync.time.SystemTime;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
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
import org.junit.jupiter.params.provider.ValueSource;

/** Whether another process has a file open for writing, and that asking does nobody any harm. */
@EnabledOnOs(OS.LINUX)
final class WritersTest {
    private static final int EACCES = 13;
    private static final int EINVAL = 22;
    private static final int F_DUPFD = 0;

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
                "f = os.open('a.md', os.O_RDONLY) | NONE",
                "f = os.open('a.md', os.O_PATH) | NONE",
                "m = mapping(open('a.md'), RW, PRIVATE) | NONE",
                "m = mapping(open('a.md'), R, SHARED) | NONE",
                "f = os.open('a.md', os.O_WRONLY); os.close(f) | NONE",
                "f = os.open('a.md', os.O_WRONLY) | OPEN",
                "f = os.open('a.md', os.O_RDWR) | OPEN",
                "f = os.open('a.md', os.O_WRONLY + os.O_APPEND) | OPEN",
                "os.link('a.md', 'b.md'); f = os.open('b.md', os.O_WRONLY) | OPEN",
                "os.symlink('a.md', 'b.md'); f = os.open('b.md', os.O_WRONLY) | OPEN",
                "m = mapping(open('a.md', 'r+'), RW, SHARED) | OPEN",
                "m = mapping(open('a.md', 'r+'), R, PRIVATE) | OPEN",
                "libc.munmap(mapping(open('a.md', 'r+'), RW, SHARED), 5) | NONE",
            })
    @DisplayName("descriptors and mappings that can write are seen, by whatever name; others are not")
    void holders(String statements, Writers expected) throws IOException {
        try (FileUses uses = KernelUses.ofSystem(SystemTime.named("test-uses"))) {
            await().until(() -> uses.writers(file) == Writers.NONE);
            ArmedFile armed = arm(uses);
            other.run(statements);
            assertThat(armed.writers()).isEqualTo(expected);
            Files.move(file, directory.resolve("away"));
            assertThat(armed.writers()).isEqualTo(expected);
            assertThat(uses.writers(directory.resolve("away"))).isEqualTo(expected);
            try (FileUses unarmed = KernelUses.ofSystem(SystemTime.named("test-uses"))) {
                assertThat(unarmed.writers(directory.resolve("away"))).isEqualTo(expected);
            }
            Files.delete(directory.resolve("away"));
            assertThat(armed.writers()).isEqualTo(expected);
        }
    }

    @Test
    @DisplayName("the last write through a mapping is told when the mapping goes, for nothing tells of the write")
    void mapping() throws IOException {
        Told told = new Told();
        try (FileUses uses = KernelUses.ofSystem(SystemTime.named("test-uses"))) {
            ArmedFile armed = Objects.requireNonNull(uses.arm(file, told));
            other.run("m = mapping(open('a.md', 'r+'), RW, SHARED); ctypes.memmove(m, b'T', 1)");
            assertThat(Reading.of(armed.mark())).isEqualTo(Reading.READ_BEFORE);
            assertThat(armed.writers()).isEqualTo(Writers.OPEN);
            assertThat(told.written()).isEmpty();
            other.run("libc.munmap(m, 5)");
            await().until(() -> told.written().size() == 1);
            assertThat(armed.history()).hasToString("W");
            await().until(() -> armed.writers() == Writers.NONE);
            assertThat(armed.read(10)).isEqualTo("Text\n".getBytes(StandardCharsets.UTF_8));
        }
    }

    @Test
    @DisplayName("this process is a writer like others")
    void ourselves() throws IOException {
        try (FileUses uses = KernelUses.ofSystem(SystemTime.named("test-uses"));
                FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            assertThat(uses.writers(file)).isEqualTo(Writers.OPEN);
            channel.close();
            // A process that is forked at the same time has it, too, until it is another program.
            await().until(() -> uses.writers(file) == Writers.NONE);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {EACCES, EINVAL})
    @DisplayName("what the system refuses to say is unknown")
    void refused(int error) {
        HookedCalls calls = new HookedCalls() {
            @Override
            public int fcntl(int descriptor, int command, int argument) {
                if (command != Linux.F_SETLEASE) {
                    return super.fcntl(descriptor, command, argument);
                }
                Native.setLastError(error);
                return -1;
            }
        };
        try (KernelUses uses = new KernelUses(calls, 1, SystemTime.named("test-uses"))) {
            assertThat(uses.writers(file)).isEqualTo(Writers.UNKNOWN);
        }
        assertThat(calls.opened()).isZero();
    }

    @Test
    @DisplayName("of a file of somebody else nothing is known, but to root")
    void notOurs() {
        Path foreign = Path.of("/etc/passwd");
        assumeTrue(Files.isReadable(foreign) && !Files.isWritable(foreign));
        try (FileUses uses = KernelUses.ofSystem(SystemTime.named("test-uses"))) {
            assertThat(uses.writers(foreign)).isEqualTo(Writers.UNKNOWN);
        }
    }

    @Test
    @DisplayName("a writer that comes while it is asked is seen, gets the file, and ends nobody")
    void comesMeanwhile() throws IOException {
        AtomicBoolean once = new AtomicBoolean(true);
        HookedCalls calls = new HookedCalls() {
            @Override
            public int fcntl(int descriptor, int command, int argument) {
                if (command == Linux.F_GETLEASE && once.getAndSet(false)) {
                    begin("f = os.open('a.md', os.O_WRONLY)");
                    await().until(() -> leases().stream().anyMatch(line -> line.contains("BREAKING")));
                }
                return super.fcntl(descriptor, command, argument);
            }
        };
        try (KernelUses uses = new KernelUses(calls, 1, SystemTime.named("test-uses"))) {
            assertThat(arm(uses).writers()).isEqualTo(Writers.OPEN);
            other.end();
            assertThat(uses.writers(file)).isEqualTo(Writers.OPEN);
            other.run("os.close(f)");
            await().until(() -> uses.writers(file) == Writers.NONE);
            assertThat(once).isFalse();
        }
    }

    @Test
    @DisplayName("no lease stays when the descriptor is closed here but not in a child that was just forked")
    void forked() throws IOException {
        try (FileUses before = KernelUses.ofSystem(SystemTime.named("test-uses"))) {
            await().until(() -> before.writers(file) == Writers.NONE);
        }
        List<Integer> copies = new ArrayList<>();
        HookedCalls calls = new HookedCalls() {
            @Override
            public int close(int descriptor) {
                // A second number of the same open file is what a fork makes.
                copies.add(super.fcntl(descriptor, F_DUPFD, 0));
                return super.close(descriptor);
            }
        };
        try (KernelUses uses = new KernelUses(calls, 1, SystemTime.named("test-uses"))) {
            assertThat(uses.writers(file)).isEqualTo(Writers.NONE);
            assertThat(copies).hasSize(1);
            assertThat(leases()).isEmpty();
            other.run("os.close(os.open('a.md', os.O_WRONLY + os.O_NONBLOCK))");
        } finally {
            copies.forEach(new HookedCalls()::close);
        }
    }

    @Test
    @DisplayName(
            "asking in a loop, from two threads, while processes are forked, hinders no writer and is always right")
    void hammer() throws Exception {
        AtomicBoolean ended = new AtomicBoolean();
        AtomicLong asked = new AtomicLong();
        AtomicLong wrong = new AtomicLong();
        List<Thread> threads = new ArrayList<>();
        Programs programs = new Programs(directory, directory);
        try (FileUses uses = KernelUses.ofSystem(SystemTime.named("test-uses"));
                FileUses unarmed = KernelUses.ofSystem(SystemTime.named("test-uses"))) {
            ArmedFile armed = arm(uses);
            threads.add(new Thread(() -> {
                while (!ended.get()) {
                    wrong.addAndGet(armed.writers() == Writers.UNKNOWN ? 1 : 0);
                    asked.incrementAndGet();
                }
            }));
            threads.add(new Thread(() -> {
                while (!ended.get()) {
                    wrong.addAndGet(unarmed.writers(file) == Writers.UNKNOWN ? 1 : 0);
                    asked.incrementAndGet();
                }
            }));
            threads.forEach(Thread::start);
            other.run("n = 0; longest = 0; end = time.time() + 1");
            other.begin("while time.time() < end: t = time.time(); f = os.open('a.md', os.O_WRONLY);"
                    + " longest = max(longest, time.time() - t); n += 1; os.close(f)");
            for (int i = 0; i < 10; i++) {
                programs.shell("true");
            }
            other.end();
            String opens = other.ask("n");
            double longest = Double.parseDouble(other.ask("longest"));
            other.run("f = os.open('a.md', os.O_WRONLY)");
            for (int i = 0; i < 1_000; i++) {
                assertThat(armed.writers()).isEqualTo(Writers.OPEN);
                assertThat(unarmed.writers(file)).isEqualTo(Writers.OPEN);
            }
            ended.set(true);
            for (Thread thread : threads) {
                thread.join();
            }
            other.run("os.close(f)");
            await().until(() -> armed.writers() == Writers.NONE);
            assertThat(leases()).isEmpty();
            System.out.printf("%s asked, %s opens, the longest took %.4f s%n", asked, opens, longest);
            assertThat(wrong).hasValue(0);
            assertThat(longest).as("seconds that a writer waited").isLessThan(20);
        }
    }

    private ArmedFile arm(FileUses uses) {
        return Objects.requireNonNull(uses.arm(file, new Told()));
    }

    private void begin(String statements) {
        try {
            other.begin(statements);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** What leases there are on the file. */
    private List<String> leases() throws IOException {
        String number = ":" + Objects.requireNonNull(Inode.of(file)).number() + " ";
        try (var lines = Files.lines(Path.of("/proc/locks"))) {
            return lines.filter(line -> line.contains("LEASE") && line.contains(number))
                    .toList();
        }
    }
}
