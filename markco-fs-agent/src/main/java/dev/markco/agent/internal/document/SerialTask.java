package dev.markco.agent.internal.document;

import dev.markco.sync.time.Time;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A task that never runs twice at once and runs again after it was signalled, however often: signals are not queued, so
 * nothing grows. Thread-safe.
 */
public final class SerialTask {
    private static final int IDLE = 0;
    private static final int QUEUED = 1;
    private static final int RUNNING = 2;
    private static final int RUNNING_SIGNALLED = 3;

    private final Runnable body;
    private final Executor executor;
    private final Time time;
    private final AtomicInteger state = new AtomicInteger(IDLE);
    /** When the earliest timer that is set goes off, in nanoseconds; {@link Long#MAX_VALUE} for none. */
    private final AtomicLong wakeAt = new AtomicLong(Long.MAX_VALUE);

    public SerialTask(Runnable body, Executor executor, Time time) {
        this.body = body;
        this.executor = executor;
        this.time = time;
    }

    /** Has the task run, from its start, after this call. */
    public void signal() {
        while (true) {
            int now = state.get();
            if (now == QUEUED || now == RUNNING_SIGNALLED) {
                return;
            }
            if (state.compareAndSet(now, now == IDLE ? QUEUED : RUNNING_SIGNALLED)) {
                if (now == IDLE) {
                    enqueue();
                }
                return;
            }
        }
    }

    /** As {@link #signal}, later; a timer that goes off earlier makes this one superfluous. */
    public void signalIn(long millis) {
        Duration delay = Duration.ofMillis(millis);
        long at = time.nanos() + delay.toNanos();
        long set = wakeAt.get();
        if (set != Long.MAX_VALUE && set - at <= 0) {
            return;
        }
        wakeAt.set(at);
        try {
            time.after(delay, () -> wake(at));
        } catch (RejectedExecutionException e) {
            // The agent has stopped: there is nothing left to be done.
            wakeAt.set(Long.MAX_VALUE);
        }
    }

    private void wake(long at) {
        wakeAt.compareAndSet(at, Long.MAX_VALUE);
        signal();
    }

    private void enqueue() {
        try {
            executor.execute(this::run);
        } catch (RejectedExecutionException e) {
            state.set(IDLE);
        }
    }

    private void run() {
        state.set(RUNNING);
        try {
            body.run();
        } finally {
            if (!state.compareAndSet(RUNNING, IDLE)) {
                state.set(QUEUED);
                enqueue();
            }
        }
    }
}
