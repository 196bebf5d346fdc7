package dev.markco.sync.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The machine's time: its thread, its end, and what a failing task does to it. */
final class SystemTimeTest {
    private static final Duration MOMENT = Duration.ofMillis(1);

    private final SystemTime time = SystemTime.named("test-timer");

    @AfterEach
    void close() {
        time.close();
    }

    @Test
    void tasksRunOnOneNamedDaemonThread() {
        CompletableFuture<Thread> thread = new CompletableFuture<>();
        time.execute(() -> thread.complete(Thread.currentThread()));
        assertThat(thread.join().getName()).isEqualTo("test-timer-1");
        assertThat(thread.join().isDaemon()).isTrue();
    }

    @Test
    void aTaskRunsNotBeforeItsTime() {
        CompletableFuture<Long> ran = new CompletableFuture<>();
        long before = time.nanos();
        time.after(Duration.ofMillis(20), () -> ran.complete(time.nanos()));
        assertThat(ran.join() - before)
                .isGreaterThanOrEqualTo(Duration.ofMillis(20).toNanos());
    }

    @Test
    void aTaskThatThrowsIsRunAgain() throws InterruptedException {
        CountDownLatch runs = new CountDownLatch(3);
        Alarm alarm = time.every(MOMENT, () -> {
            runs.countDown();
            throw new IllegalStateException("thrown by a test");
        });
        runs.await();
        alarm.cancel();
    }

    @Test
    void aTaskThatThrowsHoldsUpNoOther() {
        CompletableFuture<Void> ran = new CompletableFuture<>();
        time.execute(() -> {
            throw new IllegalStateException("thrown by a test");
        });
        time.after(Duration.ZERO, () -> {
            throw new AssertionError("thrown by a test");
        });
        time.execute(() -> ran.complete(null));
        ran.join();
    }

    @Test
    void whatWasCancelledDoesNotRun() {
        AtomicInteger runs = new AtomicInteger();
        CompletableFuture<Void> cancelled = new CompletableFuture<>();
        CompletableFuture<Void> later = new CompletableFuture<>();
        // The one thread is busy until both are cancelled, however long that takes.
        time.execute(cancelled::join);
        time.after(MOMENT, runs::incrementAndGet).cancel();
        time.every(MOMENT, runs::incrementAndGet).cancel();
        cancelled.complete(null);
        time.after(Duration.ofMillis(10), () -> later.complete(null));
        later.join();
        assertThat(runs).hasValue(0);
    }

    @Test
    void forEverIsNoTimeToOverflow() {
        time.after(Duration.ofSeconds(Long.MAX_VALUE), () -> {}).cancel();
        time.every(Duration.ofSeconds(Long.MAX_VALUE), () -> {}).cancel();
    }

    @Test
    void closingInterruptsWaitsAndRefuses() {
        CompletableFuture<Void> begun = new CompletableFuture<>();
        CompletableFuture<String> ended = new CompletableFuture<>();
        time.execute(() -> {
            begun.complete(null);
            try {
                time.sleep(Duration.ofHours(1));
                ended.complete("slept");
            } catch (InterruptedException e) {
                ended.complete("interrupted");
            }
        });
        time.after(Duration.ofMillis(1), () -> ended.complete("ran after the end"));
        begun.join();
        time.close();
        assertThat(ended).isCompletedWithValue("interrupted");
        assertThatThrownBy(() -> time.execute(() -> {})).isInstanceOf(RejectedExecutionException.class);
        assertThatThrownBy(() -> time.after(MOMENT, () -> {})).isInstanceOf(RejectedExecutionException.class);
        assertThatThrownBy(() -> time.every(MOMENT, () -> {})).isInstanceOf(RejectedExecutionException.class);
    }

    @Test
    void aMonitorIsWaitedForAsLongAsSaid() throws InterruptedException {
        Object monitor = new Object();
        long before = time.nanos();
        synchronized (monitor) {
            while (time.nanos() - before < MOMENT.toNanos()) {
                time.await(monitor, MOMENT);
            }
        }
        assertThat(time.nanos() - before).isGreaterThanOrEqualTo(MOMENT.toNanos());
    }

    @Test
    void theClocksAreTheMachines() {
        long before = System.nanoTime();
        assertThat(time.nanos() - before).isBetween(0L, Duration.ofMinutes(1).toNanos());
        assertThat(TimeUnit.NANOSECONDS.toMillis(time.nanos()) - time.millis()).isBetween(0L, 60_000L);
        assertThat(Duration.between(Instant.now(), time.wall().instant()).abs()).isLessThan(Duration.ofMinutes(1));
    }
}
