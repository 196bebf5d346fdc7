package dev.markco.agent.internal.git;

import static org.assertj.core.api.Assertions.assertThat;

import dev.markco.sync.time.SimulatedTime;
import dev.markco.sync.time.Time;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class GitBatchTest {
    private static final Time TIME = new SimulatedTime(1).process("agent");
    private static final long NOW = 100_000;

    @TempDir
    Path directory;

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                // lock made, waited, saw a lock, index written, file modified, verdict; all before now
                "-, 0, false, -, 0, ORDINARY",
                "-, 0, false, 50000, 0, ORDINARY",
                // a lock is waited for, for so long
                "0, 0, false, -, 0, WAIT",
                "9999, 0, false, -, 0, WAIT",
                "10000, 0, false, -, 0, ORDINARY",
                "3600000, 0, false, -, 0, ORDINARY",
                "0, 9999, true, -, 0, WAIT",
                "0, 10000, true, -, 0, BATCH",
                "-5000, 10000, true, -, 0, BATCH",
                "-5000, 0, false, -, 0, WAIT",
                // it was there until now
                "-, 200, true, -, 300, BATCH",
                "-, 200, true, 50000, 300, BATCH",
                // the index was written after the file, just now
                "-, 0, false, 100, 300, BATCH",
                "-, 0, false, 300, 300, BATCH",
                "-, 0, false, 301, 300, ORDINARY",
                "-, 0, false, 10000, 20000, BATCH",
                "-, 0, false, 10001, 20000, ORDINARY",
            })
    @DisplayName("R5 R13 what a change has to do with git, and how long a lock is waited for")
    void decisions(
            @Nullable Long lock,
            long waited,
            boolean sawLock,
            @Nullable Long written,
            long modified,
            GitBatch.Verdict verdict) {
        assertThat(GitBatch.decide(ago(lock), waited, sawLock, ago(written), NOW - modified, NOW))
                .isEqualTo(verdict);
    }

    @Test
    void theNearestRepositoryCounts() throws IOException {
        Files.createDirectories(directory.resolve("outer/.git"));
        Path project = Files.createDirectories(directory.resolve("outer/docs/notes"));
        touch(directory.resolve("outer/.git/index"), 1_000);
        assertThat(GitRepository.around(project, TIME).written()).isEqualTo(1_000);
        assertThat(GitRepository.around(project, TIME).locked()).isEqualTo(GitBatch.NONE);

        Files.createDirectories(project.resolve(".git"));
        touch(project.resolve(".git/index"), 2_000);
        touch(project.resolve(".git/index.lock"), 3_000);
        assertThat(GitRepository.around(project, TIME).written()).isEqualTo(2_000);
        assertThat(GitRepository.around(project, TIME).locked()).isEqualTo(3_000);
    }

    @ParameterizedTest
    @CsvSource({"gitdir: ../main/.git/worktrees/notes", "gitdir: ABSOLUTE/main/.git/worktrees/notes"})
    void aWorktreeNamesItsDirectory(String pointer) throws IOException {
        Path real = Files.createDirectories(directory.resolve("main/.git/worktrees/notes"));
        touch(real.resolve("index"), 1_000);
        Path project = Files.createDirectories(directory.resolve("notes"));
        Files.writeString(project.resolve(".git"), pointer.replace("ABSOLUTE", directory.toString()) + "\n");
        assertThat(GitRepository.around(project, TIME).written()).isEqualTo(1_000);
    }

    @Test
    void withoutARepositoryThereIsNothingToWaitFor() throws IOException {
        Files.writeString(directory.resolve(".git"), "no pointer");
        for (GitRepository none : new GitRepository[] {GitRepository.none(), GitRepository.around(directory, TIME)}) {
            GitGuard guard = new GitGuard(none, TIME);
            assertThat(guard.isAtWork()).isFalse();
            assertThat(guard.judge(0)).isEqualTo(GitBatch.Verdict.ORDINARY);
        }
    }

    private static long ago(@Nullable Long time) {
        return time == null ? GitBatch.NONE : NOW - time;
    }

    private static void touch(Path file, long modified) throws IOException {
        Files.createFile(file);
        Files.setLastModifiedTime(file, FileTime.fromMillis(modified));
    }
}
