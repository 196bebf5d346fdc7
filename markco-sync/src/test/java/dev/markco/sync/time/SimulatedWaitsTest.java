package dev.markco.sync.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.Test;

/** Sleeps and waits in simulated time: no time goes by, and what is due meanwhile happens meanwhile. */
final class SimulatedWaitsTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final SimulatedTime time = new SimulatedTime(1);
    private final SimulatedProcess process = time.process("agent");
    private final List<String> done = new ArrayList<>();

    private void note(String what) {
        done.add(what + "@" + process.millis());
    }

    private void sleep(Duration duration) {
        try {
            process.sleep(duration);
        } catch (InterruptedException e) {
            note("interrupted");
        }
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

    @Test
    void whatAStoppedProcessThrowsIsNoFailure() {
        process.execute(() -> {
            sleep(SECOND);
            throw new IllegalStateException("interrupted");
        });
        time.process("relay").after(Duration.ofMillis(1), process::stop);
        time.advance(SECOND);
        assertThat(done).containsExactly("interrupted@1");
    }
}
