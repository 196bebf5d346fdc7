package dev.markco.relay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.markco.sync.time.SimulatedProcess;
import dev.markco.sync.time.SimulatedTime;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

final class DatabaseProbeTest {
    private final SimulatedTime time = new SimulatedTime(1);
    private final SimulatedProcess relay = time.process("relay");
    private final AtomicBoolean there = new AtomicBoolean();
    private final AtomicBoolean broken = new AtomicBoolean();
    private final DatabaseProbe probe = new DatabaseProbe(this::ask, relay);

    private boolean ask() {
        if (broken.get()) {
            throw new IllegalStateException("thrown by a test");
        }
        return there.get();
    }

    @Test
    void anAnswerIsNoOlderThanThreeSeconds() {
        probe.start();
        time.advance(Duration.ofMillis(2_999));
        assertThat(probe.isReachable()).as("taken as there until it was asked").isTrue();
        time.advance(Duration.ofMillis(1));
        assertThat(probe.isReachable()).isFalse();
        there.set(true);
        time.advance(Duration.ofSeconds(3));
        assertThat(probe.isReachable()).isTrue();
        broken.set(true);
        time.advance(Duration.ofSeconds(3));
        assertThat(probe.isReachable()).isFalse();
        broken.set(false);
        time.advance(Duration.ofSeconds(3));
        assertThat(probe.isReachable()).isTrue();
    }
}
