package dev.markco.sync.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

/** Simulated time: exact, immediate, the same again for the same seed (R36). */
final class SimulatedTimeTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final SimulatedTime time = new SimulatedTime(1);
    private final SimulatedProcess process = time.process("agent");
    private final List<String> done = new ArrayList<>();

    private void note(String what) {
        done.add(what + "@" + process.millis());
    }

    @Test
    void aTaskRunsAtItsTimeAndNotBefore() {
        process.after(SECOND, () -> note("late"));
        process.after(Duration.ofMillis(1), () -> note("early"));
        process.after(Duration.ofSeconds(-1), () -> note("now"));

        time.advance(Duration.ZERO);
        assertThat(done).containsExactly("now@0");
        time.advance(Duration.ofNanos(SECOND.toNanos() - 1));
        assertThat(done).containsExactly("now@0", "early@1");
        time.advance(Duration.ofNanos(1));
        assertThat(done).containsExactly("now@0", "early@1", "late@1000");
        assertThat(time.nanos()).isEqualTo(SECOND.toNanos());
    }

    @Test
    void whatATaskSetsRunsInTheSameAdvance() {
        process.after(SECOND, () -> process.after(SECOND, () -> note("second")));
        time.advance(SECOND.multipliedBy(2));
        assertThat(done).containsExactly("second@2000");
    }

    @Test
    void aRepeatedTaskRunsUntilItIsCancelled() {
        Alarm alarm = process.every(SECOND, () -> note("tick"));
        time.advance(Duration.ofMillis(2_500));
        alarm.cancel();
        alarm.cancel();
        time.advance(Duration.ofMinutes(1));
        assertThat(done).containsExactly("tick@1000", "tick@2000");
    }

    @Test
    void aRepeatedTaskMayCancelItself() {
        List<Alarm> alarm = new ArrayList<>();
        alarm.add(process.every(SECOND, () -> {
            note("tick");
            alarm.get(0).cancel();
        }));
        time.advance(Duration.ofMinutes(1));
        assertThat(done).containsExactly("tick@1000");
    }

    @Test
    void aTimersTasksAreInOrderAndAPoolsInAny() {
        Set<List<String>> timers = new HashSet<>();
        Set<List<String>> pools = new HashSet<>();
        for (int seed = 0; seed < 50; seed++) {
            timers.add(orderOf(seed, false));
            pools.add(orderOf(seed, true));
            assertThat(orderOf(seed, true)).isEqualTo(orderOf(seed, true));
        }
        assertThat(timers).containsExactly(List.of("a", "b", "c"));
        assertThat(pools).hasSize(6);
    }

    private static List<String> orderOf(int seed, boolean pool) {
        SimulatedTime time = new SimulatedTime(seed);
        SimulatedProcess process = time.process("one");
        List<String> order = new ArrayList<>();
        for (String name : List.of("a", "b", "c")) {
            (pool ? process.pool() : process).execute(() -> order.add(name));
        }
        time.advance(Duration.ZERO);
        return order;
    }

    @Test
    void processesTakeTurnsAsTheSeedWill() {
        Set<List<String>> orders = new HashSet<>();
        for (int seed = 0; seed < 50; seed++) {
            SimulatedTime many = new SimulatedTime(seed);
            List<String> order = new ArrayList<>();
            many.process("a").after(SECOND, () -> order.add("a"));
            many.process("b").after(SECOND, () -> order.add("b"));
            many.advance(SECOND);
            orders.add(order);
        }
        assertThat(orders).containsExactlyInAnyOrder(List.of("a", "b"), List.of("b", "a"));
    }

    @Test
    void aStoppedProcessRunsNothingAndItsSuccessorDoes() {
        process.after(SECOND, () -> note("dead"));
        process.every(SECOND, () -> note("dead"));
        process.pool().execute(() -> note("dead"));
        process.stop();
        assertThatThrownBy(() -> process.execute(() -> {})).isInstanceOf(RejectedExecutionException.class);
        assertThatThrownBy(() -> process.pool().execute(() -> {})).isInstanceOf(RejectedExecutionException.class);

        SimulatedProcess next = time.process("agent");
        assertThat(next).isNotSameAs(process).isSameAs(time.process("agent"));
        next.after(SECOND, () -> note("alive"));
        time.advance(SECOND.multipliedBy(5));
        assertThat(done).containsExactly("alive@1000");
    }

    @Test
    void aSuspendedProcessIsLateAndOthersAreNot() {
        process.after(SECOND, () -> note("agent"));
        process.every(SECOND, () -> note("tick"));
        time.process("relay").after(SECOND, () -> note("relay"));
        process.suspend();
        time.advance(SECOND.multipliedBy(60));
        assertThat(done).containsExactly("relay@1000");

        process.resume();
        time.advance(SECOND);
        assertThat(done).containsExactly("relay@1000", "agent@60000", "tick@60000", "tick@61000");
    }

    @Test
    void theWallClockJumpsAndNothingIsDueForThat() {
        process.after(SECOND, () -> note("task"));
        process.jumpWall(Duration.ofDays(1));
        time.advance(Duration.ofMillis(1));
        assertThat(done).isEmpty();
        assertThat(process.wall().instant()).isEqualTo(Instant.parse("2026-01-02T00:00:00.001Z"));
        process.jumpWall(Duration.ofDays(-2));
        assertThat(process.wall().instant()).isEqualTo(Instant.parse("2025-12-31T00:00:00.001Z"));
        assertThat(time.process("relay").wall().instant()).isEqualTo(Instant.parse("2026-01-01T00:00:00.001Z"));
    }

    @Test
    void whatATaskThrowsFailsTheRunAndEveryLaterOne() {
        process.after(SECOND, () -> {
            throw new IllegalArgumentException("a bug");
        });
        process.after(SECOND, () -> note("never"));
        assertThatThrownBy(() -> time.advance(SECOND.multipliedBy(2)))
                .isInstanceOf(AssertionError.class)
                .hasMessage("agent, at PT1S")
                .hasRootCauseMessage("a bug");
        assertThatThrownBy(() -> time.advance(SECOND)).hasRootCauseMessage("a bug");
        assertThat(done).isEmpty();
    }

    @Test
    void onlyTheThreadThatMadeItRunsIt() {
        CompletableFuture<Void> foreign = CompletableFuture.runAsync(() -> time.advance(SECOND));
        assertThatThrownBy(foreign::join).hasRootCauseInstanceOf(IllegalStateException.class);
    }
}
