package dev.markco.agent.internal.use;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.jna.Pointer;
import dev.markco.agent.internal.disk.SystemRenames;
import dev.markco.sync.time.SystemTime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Uses without pause: none is told of the wrong file, what was missed is said to be, and nothing is left open. */
@EnabledOnOs(OS.LINUX)
final class FloodTest {
    private static final int ROUNDS = 2;
    private static final int SWAPS = 500;

    @TempDir
    Path directory;

    @Test
    @DisplayName("an open is told of the file that was opened, however close to an exchange it was")
    void race() throws IOException {
        int opened = 0;
        int unopened = 0;
        long opens = 0;
        for (int round = 0; round < ROUNDS; round++) {
            Path place = Files.createDirectory(directory.resolve("r" + round));
            Path file = Files.writeString(place.resolve("a.md"), "text");
            List<ArmedFile> generations = new ArrayList<>();
            try (KernelUses uses = new KernelUses(Linux.load(), SWAPS + 1, SystemTime.named("test-uses"));
                    Counterpart other = new Counterpart(place)) {
                generations.add(arm(uses, file));
                for (int i = 0; i < SWAPS; i++) {
                    generations.add(arm(uses, Files.writeString(place.resolve("t" + i), "text " + i)));
                }
                other.run("seen = {}");
                other.begin("while not os.path.exists('stop'): f = os.open('a.md', os.O_RDONLY);"
                        + " i = os.fstat(f).st_ino; seen[i] = seen.get(i, 0) + 1; os.close(f)");
                ArmedFile first = generations.get(0);
                await().until(() -> !first.history().uses().isEmpty());
                for (int i = 0; i < SWAPS; i++) {
                    assertThat(SystemRenames.ofSystem().exchange(place.resolve("t" + i), file))
                            .isTrue();
                }
                Files.createFile(place.resolve("stop"));
                other.end();
                Map<Long, Long> seen = new HashMap<>();
                for (String one :
                        other.ask("' '.join('%d:%d' % s for s in seen.items())").split(" ", -1)) {
                    seen.put(Long.valueOf(one.split(":", -1)[0]), Long.valueOf(one.split(":", -1)[1]));
                }
                for (ArmedFile generation : generations) {
                    UseHistory history = generation.mark();
                    Reading expected =
                            seen.containsKey(generation.inode().number()) ? Reading.READ_BEFORE : Reading.UNOPENED;
                    // Opens may come faster than they are told; that is known then, and nothing is guessed.
                    assertThat(Reading.of(history))
                            .as("%s", history)
                            .isEqualTo(history.whole() ? expected : Reading.UNKNOWN);
                    opened += expected == Reading.READ_BEFORE ? 1 : 0;
                    unopened += expected == Reading.UNOPENED ? 1 : 0;
                }
                opens += seen.values().stream().mapToLong(Long::longValue).sum();
            }
        }
        System.out.printf(
                "%d opens, %d exchanges: %d files were opened, %d were not, none was taken for another%n",
                opens, ROUNDS * SWAPS, opened, unopened);
        assertThat(opened).isGreaterThan(ROUNDS);
    }

    @Test
    @DisplayName("when more happens than the kernel keeps, every file says so, until it is marked")
    void overflow() throws IOException {
        ReentrantLock gate = new ReentrantLock();
        HookedCalls calls = new HookedCalls() {
            @Override
            public long read(int descriptor, Pointer buffer, long size) {
                gate.lock();
                try {
                    return super.read(descriptor, buffer, size);
                } finally {
                    gate.unlock();
                }
            }
        };
        // Such files are there for the first read alone.
        int queued = Integer.parseInt(Files.readAllLines(Path.of("/proc/sys/fs/inotify/max_queued_events"))
                .get(0));
        Path one = Files.writeString(directory.resolve("1.md"), "text");
        Path two = Files.writeString(directory.resolve("2.md"), "text");
        Told told = new Told();
        try (KernelUses uses = new KernelUses(calls, 10, SystemTime.named("test-uses"));
                Counterpart other = new Counterpart(directory)) {
            ArmedFile first = Objects.requireNonNull(uses.arm(one, told));
            ArmedFile second = Objects.requireNonNull(uses.arm(two, told));
            gate.lock();
            try {
                for (int i = 0; i < queued / 4 + 10; i++) {
                    calls.close(calls.open(one.toString(), Linux.O_RDONLY, 0));
                    calls.close(calls.open(two.toString(), Linux.O_RDONLY, 0));
                }
            } finally {
                gate.unlock();
            }
            await().until(() -> told.lost().size() == 2);
            assertThat(told.lost()).containsExactlyInAnyOrder(first, second);
            assertThat(Reading.of(first.history())).isEqualTo(Reading.UNKNOWN);
            assertThat(first.history().uses()).hasSizeLessThan(10);
            assertThat(Reading.of(first.mark())).isEqualTo(Reading.UNKNOWN);
            other.run("open('1.md').read(); open('2.md').read()");
            assertThat(first.mark()).hasToString("OAN");
            assertThat(Reading.of(second.mark())).isEqualTo(Reading.UNKNOWN);
            assertThat(Reading.of(second.mark())).isEqualTo(Reading.UNOPENED);
        }
        await().until(() -> calls.opened() == 0);
    }

    @Test
    @DisplayName("no descriptor is left open, whatever is armed, asked, pushed out and closed")
    void descriptors() throws IOException {
        HookedCalls calls = new HookedCalls();
        int limit = 5;
        KernelUses uses = new KernelUses(calls, limit, SystemTime.named("test-uses"));
        for (int i = 0; i < 100; i++) {
            Path file = Files.writeString(directory.resolve(i + ".md"), "text");
            await().until(() -> uses.writers(file) == Writers.NONE);
            ArmedFile armed = arm(uses, file);
            await().until(() -> armed.writers() == Writers.NONE);
            assertThat(uses.arm(file, new Told())).isSameAs(armed);
            assertThat(uses.arm(directory, new Told())).isNull();
            assertThat(armed.read(10)).hasSize(4);
            if (i % 3 == 0) {
                armed.close();
                armed.close();
            }
            // The queue and what wakes its reader are open, too.
            assertThat(calls.opened()).isLessThanOrEqualTo(limit + 2);
        }
        uses.close();
        uses.close();
        await().until(() -> calls.opened() == 0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"instances", "descriptors", "watches"})
    @DisplayName("at the system's limits nothing is armed and nothing is left open")
    void limits(String limit) throws IOException {
        HookedCalls calls = new HookedCalls() {
            @Override
            public int inotify_init1(int flags) {
                return limit.equals("instances") ? -1 : super.inotify_init1(flags);
            }

            @Override
            public int eventfd(int count, int flags) {
                return limit.equals("descriptors") ? -1 : super.eventfd(count, flags);
            }

            @Override
            public int inotify_add_watch(int descriptor, String path, int mask) {
                return limit.equals("watches") ? -1 : super.inotify_add_watch(descriptor, path, mask);
            }
        };
        Path file = Files.writeString(directory.resolve("a.md"), "text");
        try (KernelUses uses = new KernelUses(calls, 10, SystemTime.named("test-uses"))) {
            assertThat(uses.arm(file, new Told())).isNull();
            assertThat(uses.arm(file, new Told())).isNull();
            await().until(() -> uses.writers(file) == Writers.NONE);
        }
        await().until(() -> calls.opened() == 0);
    }

    @Test
    @DisplayName("what is no file any more when it is opened is not armed and not left open")
    void replaced() throws IOException {
        HookedCalls calls = new HookedCalls() {
            @Override
            public int open(String path, int flags, int mode) {
                return super.open(directory.toString(), flags, mode);
            }
        };
        Path file = Files.writeString(directory.resolve("a.md"), "text");
        try (KernelUses uses = new KernelUses(calls, 10, SystemTime.named("test-uses"))) {
            assertThat(uses.arm(file, new Told())).isNull();
            assertThat(uses.writers(file)).isEqualTo(Writers.UNKNOWN);
            assertThat(calls.opened()).isZero();
        }
    }

    @Test
    @DisplayName("a read that is under way when the file is closed or pushed out ends on the same file")
    void closedMeanwhile() throws Exception {
        List<ArmedFile> closing = new ArrayList<>();
        HookedCalls calls = new HookedCalls() {
            @Override
            public long pread(int descriptor, byte[] buffer, long size, long offset) {
                closing.forEach(ArmedFile::close);
                return super.pread(descriptor, buffer, size, offset);
            }
        };
        try (KernelUses uses = new KernelUses(calls, 10, SystemTime.named("test-uses"))) {
            ArmedFile armed = arm(uses, Files.writeString(directory.resolve("a.md"), "text"));
            closing.add(armed);
            assertThat(armed.read(10)).hasSize(4);
            assertThat(calls.opened()).isEqualTo(2);
        }
    }

    private static ArmedFile arm(FileUses uses, Path file) {
        return Objects.requireNonNull(uses.arm(file, new Told()));
    }
}
