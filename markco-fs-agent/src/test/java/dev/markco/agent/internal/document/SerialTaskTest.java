package dev.markco.agent.internal.document;

import static org.assertj.core.api.Assertions.assertThat;

import dev.markco.sync.time.SimulatedProcess;
import dev.markco.sync.time.SimulatedTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

final class SerialTaskTest {
    private final SimulatedTime time = new SimulatedTime(1);
    private final SimulatedProcess agent = time.process("agent");
    /** When it ran, in milliseconds. */
    private final List<Long> runs = new ArrayList<>();

    private final SerialTask task = new SerialTask(() -> runs.add(agent.millis()), agent.pool(), agent);

    private void advance(long millis) {
        time.advance(Duration.ofMillis(millis));
    }

    @Test
    void signalsThatComeBeforeItRunsAreOne() {
        task.signal();
        task.signal();
        advance(0);
        assertThat(runs).containsExactly(0L);
        task.signal();
        advance(0);
        assertThat(runs).containsExactly(0L, 0L);
    }

    @Test
    void itRunsWhenItWasToldTo() {
        task.signalIn(100);
        advance(99);
        assertThat(runs).isEmpty();
        advance(1);
        assertThat(runs).containsExactly(100L);
    }

    @Test
    @DisplayName("a timer that goes off earlier makes a later one superfluous")
    void theEarlierTimerCounts() {
        task.signalIn(100);
        task.signalIn(100);
        task.signalIn(200);
        advance(1_000);
        assertThat(runs).containsExactly(100L);
        assertThat(time.waiting()).isZero();
    }

    @Test
    @DisplayName("an earlier time counts though a later one is set, which still comes")
    void anEarlierTimeCounts() {
        task.signalIn(200);
        task.signalIn(50);
        advance(1_000);
        assertThat(runs).containsExactly(50L, 200L);
    }

    @Test
    void aTimerThatWentOffIsNoReasonToSetNone() {
        task.signalIn(100);
        advance(100);
        task.signalIn(300);
        advance(300);
        assertThat(runs).containsExactly(100L, 400L);
    }

    @Test
    @DisplayName("R36 an agent that was suspended runs it once when it goes on")
    void aSuspendedAgent() {
        task.signalIn(100);
        agent.suspend();
        advance(3_600_000);
        agent.resume();
        advance(0);
        assertThat(runs).containsExactly(3_600_000L);
    }

    @Test
    void afterTheAgentsEndNothingIsLeftToBeDone() {
        agent.stop();
        task.signalIn(100);
        task.signal();
        advance(1_000);
        assertThat(runs).isEmpty();
    }

    @Test
    @DisplayName("it never runs twice at once and always after the last signal, whatever comes first of what is due")
    void inAnyOrder() {
        for (int seed = 0; seed < 200; seed++) {
            SimulatedTime any = new SimulatedTime(seed);
            SimulatedProcess process = any.process("agent");
            AtomicInteger running = new AtomicInteger();
            AtomicInteger signals = new AtomicInteger();
            AtomicInteger seen = new AtomicInteger();
            SerialTask[] own = new SerialTask[1];
            own[0] = new SerialTask(
                    () -> {
                        assertThat(running.incrementAndGet()).isEqualTo(1);
                        seen.set(signals.get());
                        pause(process);
                        running.decrementAndGet();
                    },
                    process.pool(),
                    process);
            for (int i = 0; i < 10; i++) {
                process.after(
                        Duration.ofMillis(i / 2),
                        () -> process.pool().execute(() -> {
                            signals.incrementAndGet();
                            own[0].signal();
                        }));
            }
            any.advance(Duration.ofSeconds(1));
            assertThat(seen).as("seed " + seed).hasValue(10);
        }
    }

    private static void pause(SimulatedProcess process) {
        try {
            process.sleep(Duration.ofMillis(1));
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
