package dev.markco.agent.internal.decision;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** When what failed is tried again. */
final class RetryTest {
    @Test
    @DisplayName("R39 what fails is tried again later each time, and not in between where the disk failed")
    void laterEachTime() {
        long[] waits = {250, 500, 1_000, 2_000, 4_000, 8_000, 10_000, 10_000};
        Retry disk = Retry.NONE;
        Retry relay = Retry.NONE;
        assertThat(disk.left(0)).isZero();
        for (long wait : waits) {
            disk = disk.after("the disk is full", false, 1_000);
            assertThat(disk.at()).isEqualTo(1_000 + wait);
            assertThat(disk.left(1_000 + wait / 2)).isEqualTo(wait / 2);
            assertThat(disk.left(1_000 + wait)).isZero();
            relay = relay.after("the relay does not answer", true, 1_000);
            assertThat(relay.at()).isEqualTo(1_000 + wait);
            assertThat(relay.left(1_000))
                    .as("a change of the file is taken at once")
                    .isZero();
        }
    }

    @Test
    @DisplayName("the same reason again is no news, another one is")
    void news() {
        assertThat(Retry.NONE.isNews("a")).isTrue();
        assertThat(Retry.NONE.after("a", false, 0).isNews("a")).isFalse();
        assertThat(Retry.NONE.after("a", false, 0).isNews("b")).isTrue();
    }
}
