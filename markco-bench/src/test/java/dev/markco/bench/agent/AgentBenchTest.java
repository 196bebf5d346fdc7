package dev.markco.bench.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.markco.bench.load.Latencies;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the benchmark of agents does without running any. */
final class AgentBenchTest {
    @TempDir
    Path directory;

    @Test
    void everythingIsMeasuredUnlessWordsSayLess() {
        AgentArguments all = AgentArguments.parse(List.of());
        assertThat(all.latency() && all.project()).isTrue();
        assertThat(all.syncers()).containsExactly(Syncer.MARKCO, Syncer.CHOKIDAR);
        assertThat(all.files()).isEqualTo(10_000);
        AgentArguments some = AgentArguments.parse(List.of("project", "--files=5", "--only=markco", "--quick"));
        assertThat(some.latency()).isFalse();
        assertThat(some.project()).isTrue();
        assertThat(some.syncers()).containsExactly(Syncer.MARKCO);
        assertThat(some.files()).isEqualTo(5);
    }

    @ParameterizedTest
    @ValueSource(strings = {"latencies", "--files=0", "--files=many", "--only=dropbox"})
    void wrongWordsAreNamed(String word) {
        assertThatThrownBy(() -> AgentArguments.parse(List.of(word)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(word.substring(word.indexOf('=') + 1));
    }

    @Test
    void ratiosAreThoseOfOneRow() {
        Map<Syncer, Latencies> row = new LinkedHashMap<>();
        row.put(Syncer.MARKCO, new Latencies(5, 10, 20, 30));
        row.put(Syncer.CHOKIDAR, new Latencies(300, 305, 310, 400));
        assertThat(AgentReport.latencies(Map.of(new Direction(Saving.RENAME), row)))
                .contains("| markco | 5.0 | 10.0 | 20.0 | 30.0 |  |  |")
                .contains("| chokidar script | 300.0 | 305.0 | 310.0 | 400.0 | 60.0 | 30.5 |");
    }

    @Test
    void aSyncerAloneHasNoRatio() {
        Latencies some = new Latencies(1, 2, 3, 4);
        ProjectRun.Cost cost = new ProjectRun.Cost(
                Duration.ofMillis(1_500),
                Duration.ofMillis(500),
                new RunningSyncer.Memory(2_000_000, 9_000_000),
                0.25,
                some,
                some,
                Map.of(ReadLoop.GREP, new ReadLoop.Cost(4, 0)),
                Map.of(ReadLoop.GREP, new ReadLoop.Cost(3.5, 12.25)));
        assertThat(AgentReport.reads(Map.of(Syncer.MARKCO, cost)))
                .contains("| `grep -r` | markco | 4.00 | 3.50 | 12.3 % |")
                .doesNotContain("git");
        assertThat(AgentReport.projects(Map.of(Syncer.CHOKIDAR, cost)))
                .contains("| chokidar script | 1.5 | 0.5 | 2 | 9 | 0.25 % | 1.0, 2.0 | 1.0, 2.0 |  |  |");
    }

    @ParameterizedTest
    @EnumSource(Saving.class)
    void everyWayOfSavingAddsTheLine(Saving saving) throws Exception {
        BenchProject project = BenchProject.make(directory, 3);
        assertThat(project.docs()).hasSize(3);
        Path file = project.file(project.docs().get(1));
        String before = Files.readString(file);
        assertThat(before).hasSizeBetween(10_000, 10_200);
        saving.write(file, saving.prepare(file, "a line\n"));
        assertThat(file).hasContent(before + "a line\n");
    }
}
