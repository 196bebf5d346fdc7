package dev.markco.sync.time;

import dev.markco.sync.time.SimulatedTime.Lane;
import dev.markco.sync.time.SimulatedTime.Task;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;

/**
 * One program in {@link SimulatedTime}: its timer, its pool and its machine's wall clock. It can be stopped, as if killed, and
 * suspended as a whole. Its wall clock begins with the year 2026. Thread-safe.
 */
public final class SimulatedProcess implements Time {
    /** How often a wait of a thread that does not run the time looks at it, in real milliseconds. */
    private static final long GLANCE = 1;

    private final SimulatedTime time;
    private final String name;
    private final Lane timer = new Lane(this, true);
    private final Lane pool = new Lane(this, false);
    private volatile Instant wallOrigin = Instant.parse("2026-01-01T00:00:00Z");
    volatile boolean stopped;
    volatile boolean suspended;

    SimulatedProcess(SimulatedTime time, String name) {
        this.time = time;
        this.name = name;
    }

    String name() {
        return name;
    }

    List<Lane> lanes() {
        return List.of(timer, pool);
    }

    /** Runs none of its tasks any more; one that sleeps is interrupted when it wakes. */
    public void stop() {
        stopped = true;
        time.forget(this);
    }

    /** Begins none of its tasks until it is {@linkplain #resume resumed}: then all that were due are late. */
    public void suspend() {
        suspended = true;
    }

    /** Goes on after having been suspended. */
    public void resume() {
        suspended = false;
    }

    /** Sets its machine's clock forward by so much, or back; nothing is due any earlier or later. */
    public void jumpWall(Duration by) {
        wallOrigin = wallOrigin.plus(by);
    }

    /** Threads of the process, as many as are wanted. */
    public Executor pool() {
        return task -> {
            var unused = time.add(pool, Duration.ZERO, task);
        };
    }

    @Override
    public long nanos() {
        return time.nanos();
    }

    @Override
    public InstantSource wall() {
        return () -> wallOrigin.plusNanos(nanos());
    }

    @Override
    public void execute(Runnable task) {
        var unused = time.add(timer, Duration.ZERO, task);
    }

    @Override
    public Alarm after(Duration delay, Runnable task) {
        Task added = time.add(timer, delay, task);
        return () -> time.cancel(added);
    }

    @Override
    public Alarm every(Duration pause, Runnable task) {
        return new Repeated(this, pause, task);
    }

    /** A task that sets the alarm for its next run at the end of each. */
    private static final class Repeated implements Alarm {
        private final SimulatedProcess process;
        private final Duration pause;
        private final Runnable body;
        private volatile boolean cancelled;
        private volatile Alarm next;

        Repeated(SimulatedProcess process, Duration pause, Runnable body) {
            this.process = process;
            this.pause = pause;
            this.body = body;
            next = process.after(pause, this::run);
        }

        private void run() {
            body.run();
            if (!cancelled && !process.stopped) {
                next = process.after(pause, this::run);
            }
        }

        @Override
        public void cancel() {
            cancelled = true;
            next.cancel();
        }
    }

    @Override
    public void sleep(Duration duration) throws InterruptedException {
        long end = time.in(duration);
        if (!time.isDriver()) {
            time.awaitTime(end);
            return;
        }
        do {
            throwIfInterrupted();
        } while (time.step(end));
        throwIfInterrupted();
    }

    @Override
    @SuppressWarnings("WaitNotInLoop") // the caller's
    public long await(Condition condition, long nanos) throws InterruptedException {
        long end = time.in(Duration.ofNanos(nanos));
        if (!letOthersRun(end)) {
            long unused = condition.awaitNanos(TimeUnit.MILLISECONDS.toNanos(GLANCE));
        }
        return end - nanos();
    }

    @Override
    public boolean awaitDone(CompletableFuture<?> future, Duration limit) throws InterruptedException {
        long end = time.in(limit);
        while (!future.isDone() && end - nanos() > 0) {
            if (!letOthersRun(end)) {
                TimeUnit.MILLISECONDS.sleep(GLANCE);
            }
        }
        return future.isDone();
    }

    @Override
    @SuppressWarnings("WaitNotInLoop") // the caller's
    public void await(Object monitor, Duration limit) throws InterruptedException {
        if (!letOthersRun(time.in(limit))) {
            monitor.wait(GLANCE);
        }
    }

    /** Has the driver, if it is the one who waits, run one task, perhaps the one that it waits for. */
    private boolean letOthersRun(long end) throws InterruptedException {
        if (!time.isDriver()) {
            return false;
        }
        throwIfInterrupted();
        boolean unused = time.step(end);
        throwIfInterrupted();
        return true;
    }

    private void throwIfInterrupted() throws InterruptedException {
        if (stopped || Thread.interrupted()) {
            throw new InterruptedException(stopped ? name + " was stopped" : null);
        }
    }
}
