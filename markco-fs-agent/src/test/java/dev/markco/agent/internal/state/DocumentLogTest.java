package dev.markco.agent.internal.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.markco.agent.LockedException;
import dev.markco.agent.internal.disk.FaultPoints;
import dev.markco.agent.internal.disk.FileContent;
import dev.markco.agent.internal.disk.TextFormat;
import dev.markco.agent.internal.disk.WritePlan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class DocumentLogTest {
    private static final Entry.Snapshot SNAPSHOT = new Entry.Snapshot(
            "notes/ä",
            new byte[] {1, 2},
            new byte[] {3},
            content("base", false, true),
            content("held", true, false),
            true,
            new Entry.Identity("id", "path"),
            new Entry.Past(
                    List.of(
                            new Entry.Former(content("first", false, false), 1L << 41),
                            new Entry.Former(content("second", true, false), -1)),
                    List.of(new Entry.Retired(Path.of(".markco/swap/x"), content("out", false, false), 7))));

    @TempDir
    Path directory;

    static Stream<Entry> everyEntry() {
        return Stream.of(
                SNAPSHOT,
                new Entry.Snapshot("a", new byte[0], new byte[0], null, null, false, null, Entry.Past.NONE),
                new Entry.Edited(new byte[] {1}, new byte[] {2, 3}),
                new Entry.Merged(new byte[] {9}),
                new Entry.Intent(
                        new byte[] {4},
                        new WritePlan(Path.of("/p/a.md"), WritePlan.Mode.IN_PLACE, Path.of("/s/.markco-1")),
                        true,
                        1L << 40),
                new Entry.Advanced(".markco-1.swap", new byte[] {7}, content("held", true, true)),
                new Entry.Late(".markco-1.swap", new byte[] {8}, content("later", true, false)),
                new Entry.Stale(new byte[] {1}, new byte[] {2}, content("saved", false, false)),
                new Entry.Abandoned(),
                new Entry.Released(".markco-1.swap"),
                new Entry.Shared(),
                new Entry.Adopting(new byte[] {5}, new byte[] {6}, "\"etag\""),
                new Entry.Adopted(),
                new Entry.AdoptionVoid(),
                new Entry.Detached(),
                new Entry.Attached(),
                new Entry.Leaving("b"),
                new Entry.Leaving(null));
    }

    @ParameterizedTest
    @MethodSource("everyEntry")
    void entriesSurviveTheirBytes(Entry entry) throws IOException {
        byte[] bytes = EntryCodec.encode(entry);
        Entry decoded = EntryCodec.decode(bytes);
        assertThat(decoded).usingRecursiveComparison().isEqualTo(entry);
        for (int cut = 0; cut < bytes.length; cut++) {
            byte[] head = Arrays.copyOf(bytes, cut);
            assertThatThrownBy(() -> EntryCodec.decode(head)).isInstanceOf(IOException.class);
        }
    }

    @Test
    @DisplayName("R6 what was appended is read again, whatever byte the log is cut at")
    void tornTailsAreDropped() throws IOException {
        Path file = write(new Entry.Edited(new byte[] {1}, new byte[0]), new Entry.Shared());
        byte[] whole = Files.readAllBytes(file);
        int first = whole.length - record(new Entry.Shared());
        for (int cut = first; cut <= whole.length; cut++) {
            Files.write(file, Arrays.copyOf(whole, cut));
            assertThat(reopen(file)).hasSize(cut == whole.length ? 3 : 2);
            assertThat(Files.size(file)).isEqualTo(cut == whole.length ? whole.length : first);
        }
        Files.write(file, Arrays.copyOf(whole, whole.length + 100));
        assertThat(reopen(file)).as("zeros behind").hasSize(3);
    }

    @Test
    void damageBeforeTheEndIsNoTornTail() throws IOException {
        Path file = write(new Entry.Edited(new byte[] {1}, new byte[0]), new Entry.Shared());
        byte[] whole = Files.readAllBytes(file);
        int end = whole.length - record(new Entry.Shared());
        for (int at = 0; at < end; at++) {
            byte[] damaged = whole.clone();
            damaged[at] ^= 1;
            Files.write(file, damaged);
            List<Entry> left;
            try {
                left = reopen(file);
            } catch (CorruptStateException e) {
                assertThat(e).hasMessageContaining("is damaged at byte");
                continue;
            }
            // A length that now reaches beyond the end cannot be told from a torn tail.
            assertThat(left.size()).as("byte %d", at).isLessThan(3);
        }
    }

    @Test
    void damagedLogsAreSetAsideAndCountAsAbsent() throws IOException {
        try (StateDirectory state = StateDirectory.open(directory, FaultPoints.NONE)) {

            state.logs().create(SNAPSHOT).close();
            assertThat(state.kept().left(MachineStart.UNKNOWN).others())
                    .containsExactly(new KeptDocuments.Logged("notes/ä", SNAPSHOT.identity(), null));
            Path log = onlyLog();
            byte[] bytes = Files.readAllBytes(log);
            bytes[0] = 'x';
            Files.write(log, bytes);
            assertThat(state.logs().open("notes/ä")).isNull();
            assertThat(log).doesNotExist();
            assertThat(log.resolveSibling(log.getFileName().toString().replace(".log", ".damaged-1")))
                    .hasBinaryContent(bytes);
        }
    }

    @Test
    @DisplayName("R8 of the swaps that earlier runs left, those stay that a log knows, and those that may hold text")
    void leftoverSwaps() throws IOException {
        Path swaps = directory.resolve(".markco/swap");
        Path known = swaps.resolve(".markco-1");
        try (StateDirectory state = StateDirectory.open(directory, FaultPoints.NONE)) {
            assertThat(state.swaps()).isEqualTo(swaps).doesNotExist();
            try (DocumentLog log = state.logs().create(SNAPSHOT)) {
                WritePlan plan = new WritePlan(directory.resolve("a.md"), WritePlan.Mode.SWAP, known);
                log.append(new Entry.Intent(new byte[] {1}, plan, false, 0));
            }
        }
        Files.createDirectory(swaps);
        for (String name : new String[] {".markco-1.part", ".markco-1.swap", ".markco-2.part", ".markco-2.swap"}) {
            Files.writeString(swaps.resolve(name), "text");
        }
        Files.writeString(swaps.resolve(".markco-3.out"), "text");
        StateDirectory.open(directory, FaultPoints.NONE).close();
        try (Stream<Path> files = Files.list(swaps)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder(".markco-1.part", ".markco-1.swap", ".markco-2.swap", ".markco-3.out");
        }
    }

    @Test
    void compactionKeepsTheSnapshotOnly() throws IOException {
        Path file = directory.resolve("x.log");
        try (DocumentLog log = DocumentLog.create(file, FaultPoints.NONE, SNAPSHOT)) {
            log.append(new Entry.Merged(new byte[1000]));
            assertThat(log.appended()).isGreaterThan(1000);
            log.compact(SNAPSHOT);
            assertThat(log.appended()).isZero();
            log.append(new Entry.Shared());
        }
        assertThat(reopen(file)).hasSize(2);
    }

    @Test
    @DisplayName(
            "R6 a log of which a write failed takes no entry behind what may be torn, and is whole when it was written anew")
    void aFailedWrite() throws IOException {
        Path file = directory.resolve("x.log");
        List<String> failing = new ArrayList<>(List.of("before log Edited", "snapshot written"));
        FaultPoints faults = point -> {
            if (failing.remove(point)) {
                throw new IllegalStateException(point);
            }
        };
        DocumentLog.create(file, FaultPoints.NONE, SNAPSHOT).close();
        try (DocumentLog log = DocumentLog.open(file, faults)) {
            assertThatThrownBy(() -> log.append(new Entry.Edited(new byte[] {1}, new byte[0])))
                    .hasMessage("before log Edited");
            assertThatThrownBy(() -> log.append(new Entry.Shared())).isInstanceOf(IOException.class);
            assertThatThrownBy(() -> log.compact(SNAPSHOT)).hasMessage("snapshot written");
            assertThatThrownBy(() -> log.append(new Entry.Shared())).isInstanceOf(IOException.class);
            log.compact(SNAPSHOT);
            log.append(new Entry.Shared());
        }
        assertThat(reopen(file)).hasSize(2).last().isEqualTo(new Entry.Shared());
    }

    @Test
    void oneAgentADirectory() throws IOException {
        try (StateDirectory state = StateDirectory.open(directory, FaultPoints.NONE)) {

            assertThatThrownBy(() -> StateDirectory.open(directory, FaultPoints.NONE))
                    .isInstanceOfSatisfying(
                            LockedException.class,
                            locked -> assertThat(locked.holder())
                                    .hasValue(ProcessHandle.current().pid()));
            assertThat(directory.resolve(".markco/.gitignore")).hasContent("*");
        }
        StateDirectory.open(directory, FaultPoints.NONE).close();
    }

    private static FileContent content(String text, boolean crlf, boolean bom) {
        return new FileContent(text, new TextFormat(crlf, bom));
    }

    private Path write(Entry... entries) throws IOException {
        Path file = directory.resolve("x.log");
        try (DocumentLog log = DocumentLog.create(file, FaultPoints.NONE, SNAPSHOT)) {
            for (Entry entry : entries) {
                log.append(entry);
            }
        }
        return file;
    }

    private static int record(Entry entry) {
        return LogFormat.record(entry).remaining();
    }

    private static List<Entry> reopen(Path file) throws IOException {
        try (DocumentLog log = DocumentLog.open(file, FaultPoints.NONE)) {
            return log.recovered();
        }
    }

    private Path onlyLog() throws IOException {
        try (Stream<Path> files = Files.list(directory.resolve(".markco/documents"))) {
            return files.toList().get(0);
        }
    }
}
