package dev.markco.sync.jetty;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("R19 over the rate a socket waits, and is never told to leave anything out")
final class MessageRateTest {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    /** Sends as fast as it may, and returns when the last of so many messages was taken. */
    private static long takeAll(MessageRate rate, int messages, long from) {
        long now = from;
        for (int i = 0; i < messages; i++) {
            now += rate.take(now);
        }
        return now;
    }

    @Test
    void aSecondsWorthComesAtOnceAndTheRestAtThePace() {
        long from = Long.MAX_VALUE - 3 * SECOND; // the clock may overflow
        MessageRate rate = new MessageRate(100, from);
        assertThat(takeAll(rate, 100, from) - from).isZero();
        assertThat(takeAll(rate, 500, from) - from).isEqualTo(5 * SECOND);
    }

    @Test
    void whoPausedMayHurryAgain() {
        MessageRate rate = new MessageRate(100, 0);
        long busyUntil = takeAll(rate, 1_000, 0);
        assertThat(takeAll(rate, 100, busyUntil + SECOND)).isEqualTo(busyUntil + SECOND);
    }

    @Test
    void shortWaitsAreMadeUpForInLongerOnes() {
        MessageRate rate = new MessageRate(100_000, 0);
        long now = 0;
        for (int i = 0; i < 300_000; i++) {
            long wait = rate.take(now);
            assertThat(wait == 0 || wait >= TimeUnit.MILLISECONDS.toNanos(1)).isTrue();
            now += wait;
        }
        assertThat(now).isBetween(2 * SECOND - SECOND / 100, 2 * SECOND);
    }

    @Test
    void aRateWithoutBoundNeverWaits() {
        MessageRate rate = new MessageRate(Integer.MAX_VALUE, 0);
        assertThat(takeAll(rate, 1_000_000, 0)).isZero();
    }
}
