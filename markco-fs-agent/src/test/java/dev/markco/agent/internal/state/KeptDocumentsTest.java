package dev.markco.agent.internal.state;

import static org.assertj.core.api.Assertions.assertThat;

import dev.markco.agent.internal.disk.FaultPoints;
import dev.markco.agent.internal.disk.FileStamp;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the index of documents at rest is worth to the next run. */
final class KeptDocumentsTest {
    private static final Entry.Snapshot SNAPSHOT =
            new Entry.Snapshot("a", new byte[] {0, 0}, new byte[0], null, null, false, null, Entry.Past.NONE);

    @TempDir
    Path project;

    private StateDirectory state;

    @BeforeEach
    void open() throws IOException {
        state = StateDirectory.open(project, FaultPoints.NONE);
    }

    @AfterEach
    void close() throws IOException {
        state.close();
    }

    private AtRest saveOne(String start) throws IOException {
        state.logs().create(SNAPSHOT).close();
        FileStamp log = Objects.requireNonNull(state.logs().stamp("a"));
        AtRest rest = new AtRest("a", "a.md", log, null, "hash", true, log, null);
        state.kept().saveIndex(List.of(rest), new MachineStart(start));
        return rest;
    }

    @ParameterizedTest
    @CsvSource({
        // written in, read in, counts
        "'',    '',    true",
        "'',    one,   true",
        "one,   one,   true",
        "one,   other, false",
        "one,   '',    false"
    })
    @DisplayName("R35 what a run noted that did not end counts until the machine is started again")
    void machineStarts(String written, String read, boolean counts) throws IOException {
        AtRest rest = saveOne(written);
        KeptDocuments.Left left = state.kept().left(new MachineStart(read));
        assertThat(left.resting()).isEqualTo(counts ? List.of(rest) : List.of());
        assertThat(left.others()).hasSize(counts ? 0 : 1);
    }

    @Test
    @DisplayName("an index of before starts were told apart is read as that of a run that ended")
    void ofVersion2() throws IOException {
        AtRest rest = saveOne("");
        Path file = state.path(RestIndex.NAME);
        byte[] index = Files.readAllBytes(file);
        ByteBuffer older = ByteBuffer.allocate(index.length - Short.BYTES);
        older.put(index, 0, 4).put((byte) 2).put(index, 7, index.length - 7 - Integer.BYTES);
        CRC32C sum = new CRC32C();
        sum.update(older.array(), 0, older.position());
        Files.write(file, older.putInt((int) sum.getValue()).array());
        assertThat(state.kept().left(new MachineStart("one")).resting()).containsExactly(rest);
    }

    @Test
    @DisplayName("an index that is cut off is none")
    void damaged() throws IOException {
        var unused = saveOne("one");
        Path file = state.path(RestIndex.NAME);
        byte[] index = Files.readAllBytes(file);
        for (int length = 0; length < index.length; length++) {
            Files.write(file, Arrays.copyOf(index, length));
            assertThat(state.kept().left(new MachineStart("one")).resting()).isEmpty();
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    @DisplayName("Linux tells its starts apart")
    void ofSystem() {
        assertThat(MachineStart.ofSystem()).isNotEqualTo(MachineStart.UNKNOWN).isEqualTo(MachineStart.ofSystem());
    }
}
