package dev.markco.sync.time;

import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.Condition;
import org.jspecify.annotations.Nullable;

/**
 * What a class knows of time: two clocks, a timer, and waits that end when that clock says so.
 *
 * <p>How long something took or has been true is told by {@link #nanos} and {@link #millis}, which never jump and whose
 * origin means nothing. The {@link #wall} clock is for people and for times that others wrote down; it may jump both ways.
 *
 * <p>As an executor it runs tasks on the timer's own thread. An exception of a task is the timer's to report and ends
 * nothing else, no later run of the same task either. Once the timer has stopped, nothing more is begun, and whoever hands
 * it something gets a {@link RejectedExecutionException}. Thread-safe.
 */
public interface Time extends Executor {
    /** The time that goes by, in nanoseconds; two of them are compared by their difference. */
    long nanos();

    /** The time that goes by, as {@link #nanos}, in whole milliseconds. */
    default long millis() {
        return TimeUnit.NANOSECONDS.toMillis(nanos());
    }

    /** The time of day. */
    InstantSource wall();

    /** Runs a task on the timer's thread, once, when so much time has gone by; at once for none or less. */
    Alarm after(Duration delay, Runnable task);

    /** Runs a task on the timer's thread so long from now, and then each time so long after the last run's end. */
    Alarm every(Duration pause, Runnable task);

    /** Fails the future with a {@link TimeoutException} when so much time has gone by and it is not done; returns it. */
    default <T extends @Nullable Object> CompletableFuture<T> within(Duration limit, CompletableFuture<T> future) {
        if (!future.isDone()) {
            Alarm alarm = after(limit, () -> future.completeExceptionally(new TimeoutException()));
            var unused = future.whenComplete((result, failure) -> alarm.cancel());
        }
        return future;
    }

    /** Holds the calling thread up for so long; not at all for none or less. */
    void sleep(Duration duration) throws InterruptedException;

    /**
     * Waits for a signal, at most so many nanoseconds. Like {@link Condition#awaitNanos} it may wake early and belongs into
     * a loop; the lock is the caller's.
     *
     * @return how many nanoseconds are left, none or less when the time is up
     */
    long await(Condition condition, long nanos) throws InterruptedException;

    /** Waits until the future is done, well or not, at most so long; returns whether it is. */
    boolean awaitDone(CompletableFuture<?> future, Duration limit) throws InterruptedException;

    /** Waits to be notified, at most so long, and like {@link Object#wait(long)} in a loop; the caller has the monitor. */
    void await(Object monitor, Duration limit) throws InterruptedException;
}
