package dev.markco.agent.internal.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.markco.agent.internal.disk.FaultPoints;
import dev.markco.agent.internal.disk.FileStamp;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LogExchangeTest {
    private static final Map<String, String> CIRCLE = Map.of("a", "b", "b", "c", "c", "a");
    private static final Map<String, String> CHAIN = Map.of("a", "b", "b", "d");

    private static final Map<String, FileStamp> BEFORE = Map.of("a.md", new FileStamp(true, 1, 2, 3, 4, 1, 0));
    private static final Map<String, FileStamp> AFTER = Map.of("b.md", new FileStamp(true, 1, 2, 3, 4, 1, 0));

    @TempDir
    Path directory;

    /** The process is gone. */
    private static final class Death extends Error {
        private static final long serialVersionUID = 1;
    }

    @Test
    @DisplayName("R12 logs get each other's names all or none, wherever the process dies")
    void allOrNone() throws Exception {
        for (Map<String, String> moves : List.of(CIRCLE, CHAIN)) {
            int points = 0;
            boolean died = true;
            boolean wasNone = false;
            boolean wasAll = false;
            while (died) {
                Path project = Files.createDirectory(directory.resolve(moves.size() + "-" + points));
                died = dies(project, moves, points++);
                Map<String, String> found = found(project);
                Map<String, String> none = Map.of("a", "A", "b", "B", "c", "C");
                Map<String, String> all = new TreeMap<>();
                none.forEach((path, id) -> all.put(moves.getOrDefault(path, path), id));
                assertThat(found).as("after %d steps", points).isIn(none, all);
                try (StateDirectory state = StateDirectory.open(project, FaultPoints.NONE)) {
                    // Which files they have is never that of the others.
                    assertThat(state.kept().files()).isEqualTo(found.equals(none) ? BEFORE : AFTER);
                }
                wasNone |= found.equals(none);
                wasAll |= found.equals(all) && died;
                try (var files = Files.list(project.resolve(".markco/documents"))) {
                    assertThat(files)
                            .hasSize(3)
                            .allMatch(file -> file.toString().endsWith(".log"));
                }
            }
            assertThat(wasNone && wasAll).as("it dies before and after").isTrue();
        }
    }

    /** Dies at the step of that number, if there are so many. */
    private static boolean dies(Path project, Map<String, String> moves, int step) throws IOException {
        int[] left = {Integer.MAX_VALUE};
        FaultPoints faults = point -> {
            if (left[0]-- == 0) {
                throw new Death();
            }
        };
        try (StateDirectory state = StateDirectory.open(project, faults)) {
            for (String path : new String[] {"a", "b", "c"}) {
                state.logs().create(snapshot(path, path)).close();
            }
            Map<String, Entry.Snapshot> snapshots = new LinkedHashMap<>();
            moves.forEach((from, to) -> snapshots.put(from, snapshot(from, to)));
            try {
                state.kept().saveFiles(BEFORE);
                left[0] = step;
                state.logs().exchange(snapshots, AFTER);
                return false;
            } catch (Death e) {
                return true;
            }
        }
    }

    private static Entry.Snapshot snapshot(String was, String path) {
        Entry.Identity identity = new Entry.Identity(was.toUpperCase(Locale.ROOT), was);
        return new Entry.Snapshot(path, new byte[] {0, 0}, new byte[0], null, null, false, identity, Entry.Past.NONE);
    }

    /** The identities that the next start finds, by path. */
    private static Map<String, String> found(Path project) throws IOException {
        Map<String, String> found = new TreeMap<>();
        try (StateDirectory state = StateDirectory.open(project, FaultPoints.NONE)) {
            for (KeptDocuments.Logged log :
                    state.kept().left(MachineStart.UNKNOWN).others()) {
                Entry.Identity identity = log.identity();
                found.put(log.docPath(), identity == null ? "" : identity.id());
            }
        }
        return found;
    }

    @Test
    @DisplayName("R12 a disk that is full leaves the logs as they were")
    void aFullDisk() throws Exception {
        FaultPoints full = new FaultPoints() {
            private int logs;

            @Override
            public void pass(String point) {
                if (point.equals("snapshot named") && ++logs == 5) {
                    throw new UncheckedIOException(new IOException("no space"));
                }
            }
        };
        try (StateDirectory state = StateDirectory.open(directory, full)) {
            for (String path : new String[] {"a", "b", "c"}) {
                state.logs().create(snapshot(path, path)).close();
            }
            Map<String, Entry.Snapshot> snapshots = new LinkedHashMap<>();
            CIRCLE.forEach((from, to) -> snapshots.put(from, snapshot(from, to)));
            assertThatThrownBy(() -> state.logs().exchange(snapshots, Map.of())).hasRootCauseMessage("no space");
        }
        assertThat(found(directory)).isEqualTo(Map.of("a", "A", "b", "B", "c", "C"));
    }

    @Test
    @DisplayName("R20 who had a path before is known over restarts, and goes along with renames")
    void formerHolders() {
        Path file = directory.resolve("holders");
        FormerHolders.open(file).moved(CIRCLE, true);
        FormerHolders holders = FormerHolders.open(file);
        assertThat(holders.of("a")).containsExactly("b");
        assertThat(holders.of("d")).isEmpty();
        holders.moved(Map.of("b", "x"), false);
        holders.moved(Map.of("y", "z"), false);
        assertThat(FormerHolders.open(file).of("a")).containsExactly("x");
        assertThat(FormerHolders.open(file).of("y")).isEmpty();
        // Back to where it was: it needs no detour any more.
        holders.moved(Map.of("x", "a", "a", "x"), true);
        assertThat(holders.of("a")).containsExactly("x");
        assertThat(holders.of("x")).containsExactly("a");
    }
}
