package dev.markco.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.markco.cli.doctor.Finding.Verdict;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class MachineChecksTest {
    @TempDir
    Path temp;

    @ParameterizedTest
    @CsvSource({"17, UTF-8, PASS", "25, utf-8, PASS", "11, UTF-8, FAIL", "17, ANSI_X3.4-1968, FAIL"})
    void java(int feature, String fileNames, Verdict verdict) {
        Finding finding = MachineChecks.java(feature, "x", fileNames);
        assertThat(finding.verdict()).isEqualTo(verdict);
        assertThat(finding.remedy().isEmpty()).isEqualTo(verdict == Verdict.PASS);
    }

    @ParameterizedTest
    @CsvSource({"2026-01-01T00:00:03Z, PASS", "2026-01-01T00:01:00Z, FAIL", "2025-12-31T23:59:00Z, FAIL", ", SKIP"})
    void clock(@Nullable Instant there, Verdict verdict) {
        assertThat(MachineChecks.clock(Instant.parse("2026-01-01T00:00:00Z"), there)
                        .verdict())
                .isEqualTo(verdict);
    }

    @Test
    void directories() throws Exception {
        assertThat(MachineChecks.directory("data", temp).verdict()).isEqualTo(Verdict.PASS);
        assertThat(MachineChecks.directory("data", temp.resolve("a/b")).detail())
                .contains("not made yet");
        assertThat(temp.resolve("a")).doesNotExist();
        Path file = Files.createFile(temp.resolve("file"));
        assertThat(MachineChecks.directory("data", file.resolve("below")).verdict())
                .isEqualTo(Verdict.FAIL);
    }

    @Test
    void locksLeaveNothingBehind() throws Exception {
        assertThat(MachineChecks.locks(temp).verdict()).isEqualTo(Verdict.PASS);
        assertThat(temp).isEmptyDirectory();
        assertThat(MachineChecks.locks(temp.resolve("none")).verdict()).isEqualTo(Verdict.SKIP);
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void limitsAreRead() throws Exception {
        Path proc = Path.of("/proc/sys/fs/inotify/max_user_watches");
        String limit;
        try (var reader = Files.newBufferedReader(proc)) {
            limit = String.valueOf(reader.readLine());
        }
        assertThat(MachineChecks.inotify(temp).detail()).startsWith(limit + " watches");
        assertThat(MachineChecks.openFiles().detail()).containsPattern("may open [0-9]+ files");
    }
}
