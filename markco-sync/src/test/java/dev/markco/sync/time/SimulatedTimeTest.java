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
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
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
    void whileATaskSleepsOthersRunButNoneOfItsTimer() {
        process.execute(() -> {
            note("sleeps");
            sleep(SECOND);
            note("woke");
        });
        process.after(Duration.ofMillis(100), () -> note("behind"));
        process.pool().execute(() -> note("pool"));
        time.process("relay").after(Duration.ofMillis(200), () -> note("relay"));
        time.advance(SECOND.multipliedBy(2));
        assertThat(done).contains("sleeps@0", "pool@0").endsWith("relay@200", "woke@1000", "behind@1000");
    }

    private void sleep(Duration duration) {
        try {
            process.sleep(duration);
        } catch (InterruptedException e) {
            note("interrupted");
        }
    }

    @Test
    void whoSleepsWhenItsProcessIsStoppedIsInterrupted() {
        process.execute(() -> sleep(SECOND));
        time.process("relay").after(Duration.ofMillis(200), process::stop);
        time.advance(SECOND.multipliedBy(2));
        assertThat(done).containsExactly("interrupted@200");
    }

    @Test
    void theTestItselfMayWaitForWhatTasksDo() {
        process.after(SECOND, () -> note("task"));
        assertThat(time.runUntil(() -> !done.isEmpty(), Duration.ofHours(1))).isTrue();
        assertThat(process.millis()).isEqualTo(1_000);
        assertThat(time.runUntil(() -> done.size() > 1, SECOND)).isFalse();
        assertThat(process.millis()).isEqualTo(2_000);
        sleep(SECOND);
        assertThat(process.millis()).isEqualTo(3_000);
    }

    @Test
    void aConditionIsWaitedForInSimulatedTime() throws InterruptedException {
        ReentrantLock lock = new ReentrantLock();
        Condition news = lock.newCondition();
        process.pool().execute(() -> note("news"));
        lock.lock();
        try {
            long left = SECOND.toNanos();
            while (done.isEmpty()) {
                left = process.await(news, left);
            }
            assertThat(left).isEqualTo(SECOND.toNanos());
            while (left > 0) {
                left = process.await(news, left);
            }
        } finally {
            lock.unlock();
        }
        assertThat(process.millis()).isEqualTo(1_000);
    }

    @Test
    void aMonitorIsWaitedForInSimulatedTime() throws InterruptedException {
        process.after(SECOND, () -> note("news"));
        synchronized (done) {
            while (done.isEmpty()) {
                process.await(done, Duration.ofHours(1));
            }
        }
        assertThat(process.millis()).isEqualTo(1_000);
    }

    @Test
    void anotherThreadWakesWhenTimeHasMovedSoFar() throws Exception {
        CompletableFuture<Long> slept = new CompletableFuture<>();
        CompletableFuture<Long> waited = new CompletableFuture<>();
        CompletableFuture<Void> begun = new CompletableFuture<>();
        Thread thread = new Thread(() -> {
            try {
                ReentrantLock lock = new ReentrantLock();
                Condition never = lock.newCondition();
                begun.complete(null);
                process.sleep(SECOND);
                slept.complete(time.nanos());
                lock.lock();
                for (long left = SECOND.toNanos(); left > 0; ) {
                    left = process.await(never, left);
                }
                waited.complete(time.nanos());
            } catch (InterruptedException | RuntimeException e) {
                slept.completeExceptionally(e);
                waited.completeExceptionally(e);
            }
        });
        thread.start();
        begun.get();
        while (!slept.isDone()) {
            time.advance(Duration.ofMillis(500));
        }
        assertThat(slept.get()).isGreaterThanOrEqualTo(SECOND.toNanos());
        while (!waited.isDone()) {
            time.advance(Duration.ofMillis(500));
        }
        assertThat(waited.get(10, TimeUnit.SECONDS)).isGreaterThanOrEqualTo(slept.get() + SECOND.toNanos());
        thread.join();
    }

    @Test
    void onlyTheThreadThatMadeItRunsIt() {
        CompletableFuture<Void> foreign = CompletableFuture.runAsync(() -> time.advance(SECOND));
        assertThatThrownBy(foreign::join).hasRootCauseInstanceOf(IllegalStateException.class);
    }

    @Test
    void aStageIsWaitedForInSimulatedTime() throws InterruptedException {
        CompletableFuture<String> late = new CompletableFuture<>();
        process.after(SECOND, () -> late.completeExceptionally(new IllegalStateException("late")));
        assertThat(process.awaitDone(late, SECOND.minusNanos(1))).isFalse();
        assertThat(process.awaitDone(late, SECOND)).isTrue();
        assertThat(time.nanos()).isEqualTo(SECOND.toNanos());
    }

    @Test
    void whatIsNotDoneInTimeFails() {
        CompletableFuture<String> never = process.within(SECOND, new CompletableFuture<>());
        CompletableFuture<String> quick = process.within(SECOND, new CompletableFuture<>());
        assertThat(time.waiting()).isEqualTo(2);
        quick.complete("done");
        assertThat(time.waiting()).isEqualTo(1);
        time.advance(SECOND.minusNanos(1));
        assertThat(never).isNotDone();
        time.advance(Duration.ofNanos(1));
        assertThat(never).isCompletedExceptionally();
        assertThat(process.within(SECOND, quick)).isCompletedWithValue("done");
        assertThat(time.waiting()).isZero();
    }

    @Test
    void anInterruptedThreadDoesNotSleep() {
        Thread.currentThread().interrupt();
        sleep(SECOND);
        assertThat(done).containsExactly("interrupted@0");
    }
}
