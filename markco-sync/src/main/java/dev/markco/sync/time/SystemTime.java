package dev.markco.sync.time;

import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The machine's time, and a timer with threads of its own.
 *
 * <p>It is made by whoever starts a program or a part of one, and is closed last. No thread exists before the first task.
 * What a task throws is logged. Thread-safe.
 */
public final class SystemTime implements Time, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(SystemTime.class);
    /** How long closing waits for what is being done. */
    private static final Duration FAREWELL = Duration.ofSeconds(5);

    private final ScheduledThreadPoolExecutor executor;

    /** A timer that does so many things at once, on threads of that factory, which may be waited for but never joined. */
    public SystemTime(int threads, ThreadFactory factory) {
        executor = new ScheduledThreadPoolExecutor(threads, factory);
        executor.setRemoveOnCancelPolicy(true);
    }

    /** A timer with one thread, {@code <name>-1}, that does not keep the process alive. */
    public static SystemTime named(String name) {
        AtomicInteger count = new AtomicInteger();
        return new SystemTime(1, task -> {
            Thread thread = new Thread(task, name + "-" + count.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
    }

    @Override
    public long nanos() {
        return System.nanoTime();
    }

    @Override
    public InstantSource wall() {
        return InstantSource.system();
    }

    @Override
    public void execute(Runnable task) {
        executor.execute(() -> guarded(task));
    }

    @Override
    public Alarm after(Duration delay, Runnable task) {
        return alarm(executor.schedule(() -> guarded(task), nanosOf(delay), TimeUnit.NANOSECONDS));
    }

    @Override
    public Alarm every(Duration pause, Runnable task) {
        long nanos = nanosOf(pause);
        return alarm(executor.scheduleWithFixedDelay(() -> guarded(task), nanos, nanos, TimeUnit.NANOSECONDS));
    }

    private static Alarm alarm(Future<?> future) {
        return () -> future.cancel(false);
    }

    /** For ever, where it is longer than 292 years. */
    private static long nanosOf(Duration duration) {
        return TimeUnit.NANOSECONDS.convert(duration);
    }

    private static void guarded(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException | Error e) {
            log.error("a task of {} failed", Thread.currentThread().getName(), e);
        }
    }

    @Override
    public void sleep(Duration duration) throws InterruptedException {
        TimeUnit.NANOSECONDS.sleep(nanosOf(duration));
    }

    @Override
    @SuppressWarnings("WaitNotInLoop") // the caller's
    public long await(Condition condition, long nanos) throws InterruptedException {
        return condition.awaitNanos(nanos);
    }

    @Override
    public boolean awaitDone(CompletableFuture<?> future, Duration limit) throws InterruptedException {
        try {
            Object unused = future.get(nanosOf(limit), TimeUnit.NANOSECONDS);
            return true;
        } catch (ExecutionException | CancellationException e) {
            log.trace("what was waited for is done, and failed", e);
            return true;
        } catch (TimeoutException e) {
            return false;
        }
    }

    @Override
    @SuppressWarnings("WaitNotInLoop") // the caller's
    public void await(Object monitor, Duration limit) throws InterruptedException {
        TimeUnit.NANOSECONDS.timedWait(monitor, nanosOf(limit));
    }

    /** Begins nothing more and interrupts what is being done, without waiting for its end. */
    public void stop() {
        executor.shutdownNow();
    }

    /** Waits for the end of what was being done when it stopped; returns whether that came in time. */
    public boolean awaitEnd(Duration limit) throws InterruptedException {
        return executor.awaitTermination(nanosOf(limit), TimeUnit.NANOSECONDS);
    }

    /** Stops, and waits for the end of what is being done, 5 seconds at most. */
    @Override
    public void close() {
        stop();
        try {
            if (!awaitEnd(FAREWELL)) {
                log.warn("a task of a timer does not end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
