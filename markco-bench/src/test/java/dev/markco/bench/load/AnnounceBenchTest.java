package dev.markco.bench.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The benchmark of announcements; how long anything takes is not looked at. */
final class AnnounceBenchTest {
    private static final int WARM_UP_MILLIS = 100;
    private static final int MILLIS = 1_000;

    @TempDir
    Path directory;

    @Test
    void everythingIsMeasuredUnlessWordsSayLess() {
        AnnounceArguments all = AnnounceArguments.parse(List.of());
        assertThat(all.commits() && all.seeing()).isTrue();
        assertThat(all.writers()).containsExactly(1, 4, 16, 48);
        AnnounceArguments some = AnnounceArguments.parse(List.of("commits", "--writers=2,3", "--quick"));
        assertThat(some.commits() && some.quick()).isTrue();
        assertThat(some.seeing()).isFalse();
        assertThat(some.writers()).containsExactly(2, 3);
    }

    @ParameterizedTest
    @ValueSource(strings = {"commit", "--writers=", "--writers=0", "--writers=65", "--writers=1,many"})
    void wrongWordsAreNamed(String word) {
        assertThatThrownBy(() -> AnnounceArguments.parse(List.of(word)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'");
    }

    @Test
    @DisplayName("stores commit with announcements and without, and those without announce nothing")
    void withAndWithout() throws Exception {
        Path cache = Path.of("target", "postgres-cache").toAbsolutePath();
        try (LoadPostgres postgres = new LoadPostgres(directory.resolve("postgres"), cache);
                CommitRun run = new CommitRun(postgres.freshDatabase())) {
            CommitRun.Outcome with = run.run(3, 2, WARM_UP_MILLIS, MILLIS);
            assertThat(with.perSecond()).isPositive();
            assertThat(with.announcedPerSecond()).isPositive();
            CommitRun.Outcome without = run.run(3, 0, WARM_UP_MILLIS, MILLIS);
            assertThat(without.perSecond()).isPositive();
            assertThat(without.announcedPerSecond()).isZero();
        }
    }
}
