package dev.markco.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.markco.bench.work.Content;
import dev.markco.bench.work.EngineWorker;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Small versions of all workloads, done by both sides: {@link Comparison} refuses what does not agree. */
final class AgreementTest {
    private static final Path INTEROP = Path.of(System.getProperty("markco.interop.dir"));
    private static final Sizes SMALL = new Sizes(1_500, 40, List.of(300, 600), 0, 100, 20);
    private static final String NOTHING = Content.fingerprint("");
    private static final Budget ONCE = new Budget(1, 1, 0);

    @TempDir
    private Path directory;

    @ParameterizedTest
    @EnumSource
    void bothSidesEndWithTheSame(Group group) throws IOException, InterruptedException {
        Contest contest = new Contest(EngineWorker::measure, WorkerProcess.yjs(INTEROP), directory);
        for (Task task : group.tasks(SMALL)) {
            Comparison comparison = contest.compare(task, ONCE);
            assertThat(comparison.parts()).as(task.name()).isNotEmpty();
            assertThat(comparison.markco().any().content().equals(NOTHING))
                    .as(task.name() + " ends with nothing")
                    .isEqualTo(task.name().startsWith("B1.6"));
        }
    }

    @Test
    void aProcessOfItsOwnMeasuresTheSameWork() throws IOException, InterruptedException {
        Task task = new B1Tasks(30).all().get(3);
        Comparison comparison = new Contest(WorkerProcess.markco(), EngineWorker::measure, directory)
                .compare(task, new Budget(2, 3, 0));
        assertThat(comparison.markco().processes()).hasSize(2).allSatisfy(process -> {
            assertThat(process.rounds()).hasSize(3);
            assertThat(process.updates()).as("an update an edit").isEqualTo(30);
            assertThat(process.runtime()).contains(Runtime.version().toString());
        });
    }
}
