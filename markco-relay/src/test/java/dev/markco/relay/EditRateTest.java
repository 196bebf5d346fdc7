package dev.markco.relay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.markco.sync.time.SimulatedProcess;
import dev.markco.sync.time.SimulatedTime;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

final class EditRateTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final SimulatedTime time = new SimulatedTime(1);
    private final SimulatedProcess relay = time.process("relay");
    private final AtomicLong total = new AtomicLong(1_000);
    private final EditRate edits = new EditRate(total::get, relay);

    private long[] last(int seconds) {
        long[] all = edits.perSecond();
        return Arrays.copyOfRange(all, all.length - seconds, all.length);
    }

    @Test
    void eachSecondHasItsUpdates() {
        relay.every(SECOND, edits::tick);
        for (int updates = 1; updates <= 3; updates++) {
            total.addAndGet(updates);
            time.advance(SECOND);
        }
        assertThat(last(4)).containsExactly(0, 1, 2, 3);
    }

    @Test
    void aSecondThatIsNotOverIsNotCounted() {
        total.addAndGet(5);
        time.advance(Duration.ofMillis(999));
        edits.tick();
        assertThat(last(1)).containsExactly(0);
    }

    @Test
    @DisplayName("R36 seconds that the relay slept through are seconds without updates")
    void aSuspendedRelay() {
        relay.every(SECOND, edits::tick);
        total.addAndGet(5);
        time.advance(SECOND);
        relay.suspend();
        total.addAndGet(7);
        time.advance(SECOND.multipliedBy(3));
        relay.resume();
        time.advance(Duration.ZERO);
        assertThat(last(5)).containsExactly(0, 5, 0, 0, 7);
        relay.suspend();
        time.advance(Duration.ofDays(1));
        relay.resume();
        time.advance(Duration.ZERO);
        assertThat(edits.perSecond()).containsOnly(0);
    }
}
