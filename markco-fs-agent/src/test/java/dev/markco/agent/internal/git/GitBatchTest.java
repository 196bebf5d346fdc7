package dev.markco.agent.internal.git;

import static org.assertj.core.api.Assertions.assertThat;

import dev.markco.sync.time.SimulatedProcess;
import dev.markco.sync.time.SimulatedTime;
import dev.markco.sync.time.Time;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
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
                // lock made, waited, the command with it begun, the last one begun and ended, file modified, verdict;
                // all before now
                "-, 0, -, -, -, 0, ORDINARY",
                "-, 0, -, 50000, 50000, 0, ORDINARY",
                // a lock is waited for, for so long
                "0, 0, -, -, -, 0, WAIT",
                "9999, 0, -, -, -, 0, WAIT",
                "10000, 0, -, -, -, 0, ORDINARY",
                "3600000, 0, -, -, -, 0, ORDINARY",
                "0, 9999, 9999, -, -, 0, WAIT",
                "0, 10000, 10000, -, -, 0, BATCH",
                "0, 10000, 10000, -, -, 10001, PERHAPS",
                "-5000, 10000, 10000, -, -, 0, BATCH",
                "-5000, 0, -, -, -, 0, WAIT",
                // it was there until now: what was changed since it came is its command's
                "-, 200, 400, -, -, 300, BATCH",
                "-, 200, 300, -, -, 300, BATCH",
                "-, 200, 299, -, -, 300, PERHAPS",
                "-, 200, 400, 50000, 50000, 300, BATCH",
                "-, 200, 299, 301, 100, 300, BATCH",
                // the last one began before the change, and ended behind it, however long ago
                "-, 0, -, 400, 100, 300, BATCH",
                "-, 0, -, 300, 300, 300, BATCH",
                "-, 0, -, 30000, 15000, 20000, BATCH",
                "-, 0, -, 500, 301, 300, ORDINARY",
                // it began behind the change, just now: somebody saved and committed, or it is the second of two
                "-, 0, -, 299, 100, 300, PERHAPS",
                "-, 0, -, 10001, 10000, 20000, PERHAPS",
                "-, 0, -, 10002, 10001, 20000, ORDINARY",
                // it is not told when it began
                "-, 0, -, -, 100, 300, PERHAPS",
                "-, 0, -, -, 301, 300, ORDINARY",
            })
    @DisplayName("R5 R13 R33 what a change has to do with git, and how long a lock is waited for")
    void decisions(
            @Nullable Long lock,
            long waited,
            @Nullable Long seen,
            @Nullable Long begun,
            @Nullable Long ended,
            long modified,
            GitBatch.Verdict verdict) {
        GitBatch.Command last = new GitBatch.Command(ago(begun), ago(ended));
        assertThat(GitBatch.decide(ago(lock), waited, ago(seen), last, NOW - modified, NOW))
                .isEqualTo(verdict);
    }

    @Test
    void theNearestRepositoryCounts() throws IOException {
        makeRepository(directory.resolve("outer/.git"));
        Path project = Files.createDirectories(directory.resolve("outer/docs/notes"));
        touch(directory.resolve("outer/.git/index"), 1_000);
        assertThat(GitRepository.around(project, TIME).written()).isEqualTo(1_000);
        assertThat(GitRepository.around(project, TIME).locked()).isEqualTo(GitBatch.NONE);

        makeRepository(project.resolve(".git"));
        touch(project.resolve(".git/index"), 2_000);
        touch(project.resolve(".git/index.lock"), 3_000);
        assertThat(GitRepository.around(project, TIME).written()).isEqualTo(2_000);
        assertThat(GitRepository.around(project, TIME).locked()).isEqualTo(3_000);
    }

    @ParameterizedTest
    @CsvSource({"gitdir: ../main/.git/worktrees/notes", "gitdir: ABSOLUTE/main/.git/worktrees/notes"})
    void aWorktreeNamesItsDirectory(String pointer) throws IOException {
        Path real = makeRepository(directory.resolve("main/.git/worktrees/notes"));
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

    @Test
    @DisplayName("R13 a lock that nobody takes away is waited for 10 s, and the next one again")
    void aLockThatStays() throws IOException {
        SimulatedTime time = new SimulatedTime(1);
        SimulatedProcess agent = time.process("agent");
        makeRepository(directory.resolve(".git"));
        Path lock = directory.resolve(".git/index.lock");
        touch(lock, agent.wall().millis());
        GitGuard guard = new GitGuard(GitRepository.around(directory, agent), agent);
        assertThat(guard.isAtWork()).isTrue();
        time.advance(Duration.ofMillis(9_999));
        assertThat(guard.isAtWork()).isTrue();
        time.advance(Duration.ofMillis(1));
        assertThat(guard.isAtWork()).isFalse();
        guard.done();
        Files.setLastModifiedTime(lock, FileTime.fromMillis(agent.wall().millis()));
        assertThat(guard.isAtWork()).isTrue();
    }

    @Test
    @DisplayName("R36 a lock from the future, because the clock was set back, is waited for no longer")
    void aClockThatWasSetBack() throws IOException {
        SimulatedTime time = new SimulatedTime(1);
        SimulatedProcess agent = time.process("agent");
        makeRepository(directory.resolve(".git"));
        touch(directory.resolve(".git/index.lock"), agent.wall().millis());
        agent.jumpWall(Duration.ofDays(-1));
        GitGuard guard = new GitGuard(GitRepository.around(directory, agent), agent);
        assertThat(guard.isAtWork()).isTrue();
        time.advance(Duration.ofSeconds(10));
        assertThat(guard.isAtWork()).isFalse();
    }

    @Test
    @DisplayName("a repository that is made later is found within 10 s, and looked for no more often")
    void aRepositoryThatComes() throws IOException {
        SimulatedTime time = new SimulatedTime(1);
        GitRepository repository = GitRepository.around(directory, time.process("agent"));
        makeRepository(directory.resolve(".git"));
        touch(directory.resolve(".git/index"), 1_000);
        time.advance(Duration.ofMillis(9_999));
        assertThat(repository.written()).isEqualTo(GitBatch.NONE);
        time.advance(Duration.ofMillis(1));
        assertThat(repository.written()).isEqualTo(1_000);
    }

    private static long ago(@Nullable Long time) {
        return time == null ? GitBatch.NONE : NOW - time;
    }

    /** As much of one as git itself asks for. */
    private static Path makeRepository(Path git) throws IOException {
        Files.writeString(Files.createDirectories(git).resolve("HEAD"), "ref: refs/heads/main\n");
        return git;
    }

    private static void touch(Path file, long modified) throws IOException {
        Files.createFile(file);
        Files.setLastModifiedTime(file, FileTime.fromMillis(modified));
    }
}
