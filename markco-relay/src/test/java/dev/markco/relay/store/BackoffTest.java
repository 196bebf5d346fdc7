package dev.markco.relay.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Pauses grow, are bounded, and differ. */
final class BackoffTest {
    @Test
    @DisplayName("each pause is within half of its doubled bound and all of it, and never above the longest")
    void grows() {
        Backoff backoff = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(15));
        Set<Duration> seen = new HashSet<>();
        for (int seed = 1; seed <= 25; seed++) {
            Random random = new Random(seed);
            long bound = 100;
            for (int failures = 1; failures <= 1_000; failures++) {
                Duration pause = backoff.pause(failures, random);
                assertThat(pause)
                        .as("seed %s, failure %s", seed, failures)
                        .isBetween(Duration.ofMillis(bound / 2), Duration.ofMillis(bound));
                seen.add(pause);
                bound = Math.min(15_000, bound * 2);
            }
        }
        assertThat(seen.size()).isGreaterThan(1_000);
    }
}
