package dev.markco.sync.time;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Time that goes by only when a test says so, and everything that happens in it, in an order that a seed decides.
 *
 * <p>The thread that made it runs all tasks, one after the other. Time moves to the next task when nothing is due, so that
 * no wait takes any. A timer's tasks that are due at once run as they were handed in, like those of its one thread; tasks of
 * other timers and of pools come before, between and after them, as the seed will. What a task throws fails the run.
 *
 * <p>When that thread sleeps or waits in {@link Time}, in a task or in the test, what is due meanwhile runs meanwhile. Waits
 * of other threads end when time has moved so far. Tasks may be handed in and cancelled by any thread.
 */
public final class SimulatedTime {
    private static final long LONGEST = Long.MAX_VALUE / 4;

    private final Thread driver = Thread.currentThread();
    private final SplittableRandom random;
    // Guarded by this, as are the lanes, the flags of the processes, and what follows.
    private final PriorityQueue<Task> later = new PriorityQueue<>(
            Comparator.comparingLong((Task task) -> task.due).thenComparingLong(task -> task.number));
    private final List<SimulatedProcess> processes = new ArrayList<>();
    private long now;
    private long tasks;
    private @Nullable AssertionError failure;

    /** Time at its beginning, which is 0; the seed decides what comes first of what is due at once. */
    public SimulatedTime(long seed) {
        random = new SplittableRandom(seed);
    }

    /** What one executor is to run now: a timer in order and one at a time, a pool in any order. */
    static final class Lane {
        private final SimulatedProcess process;
        private final boolean serial;
        private final List<Task> ready = new ArrayList<>();
        private boolean busy;

        Lane(SimulatedProcess process, boolean serial) {
            this.process = process;
            this.serial = serial;
        }

        private boolean isAble() {
            return !ready.isEmpty() && !process.suspended && !(serial && busy);
        }
    }

    /** A task that waits for its time. */
    static final class Task {
        private final Lane lane;
        private final long due;
        private final long number;
        private final Runnable body;

        private Task(Lane lane, long due, long number, Runnable body) {
            this.lane = lane;
            this.due = due;
            this.number = number;
            this.body = body;
        }
    }

    /** The process of that name; a new one when there is none, or when it was stopped. */
    public synchronized SimulatedProcess process(String name) {
        processes.removeIf(process -> process.stopped);
        for (SimulatedProcess process : processes) {
            if (process.name().equals(name)) {
                return process;
            }
        }
        SimulatedProcess process = new SimulatedProcess(this, name);
        processes.add(process);
        return process;
    }

    /** The time since the beginning, in nanoseconds. */
    public synchronized long nanos() {
        return now;
    }

    /** How many tasks wait for their time or their turn, of all processes. */
    public synchronized int waiting() {
        int due = processes.stream()
                .flatMap(process -> process.lanes().stream())
                .mapToInt(lane -> lane.ready.size())
                .sum();
        return later.size() + due;
    }

    /** The time in so long. */
    synchronized long in(Duration duration) {
        return now + Math.min(LONGEST, TimeUnit.NANOSECONDS.convert(duration));
    }

    /** Lets so much time go by and runs what is due by then; what is due already, for none. */
    public void advance(Duration duration) {
        long end = in(duration);
        while (step(end)) {
            // Everything that is due.
        }
    }

    /** Runs one task after the other until the condition is met; false when so much time went by before. */
    public boolean runUntil(BooleanSupplier met, Duration limit) {
        long end = in(limit);
        while (!met.getAsBoolean()) {
            if (!step(end)) {
                return met.getAsBoolean();
            }
        }
        return true;
    }

    /** Runs one task, the next one that is due by that time; false, and it is that time, when there is none. */
    boolean step(long end) {
        Task task = next(end);
        if (task == null) {
            return false;
        }
        Throwable thrown = null;
        try {
            task.body.run();
        } catch (Throwable e) {
            thrown = e;
        }
        synchronized (this) {
            task.lane.busy = false;
            // What a dead process did when it was interrupted happened to nobody.
            if (thrown != null && failure == null && !task.lane.process.stopped) {
                failure = new AssertionError(task.lane.process.name() + ", at " + Duration.ofNanos(now), thrown);
            }
            throwFailure();
        }
        return true;
    }

    private void throwFailure() {
        if (failure != null) {
            throw failure;
        }
    }

    private synchronized @Nullable Task next(long end) {
        if (!isDriver()) {
            throw new IllegalStateException("only " + driver.getName() + " can run simulated time");
        }
        throwFailure();
        while (true) {
            while (!later.isEmpty() && later.element().due <= now) {
                Task due = later.remove();
                due.lane.ready.add(due);
            }
            List<Lane> able = processes.stream()
                    .flatMap(process -> process.lanes().stream())
                    .filter(Lane::isAble)
                    .toList();
            if (!able.isEmpty()) {
                Lane lane = able.get(random.nextInt(able.size()));
                lane.busy = true;
                return lane.ready.remove(lane.serial ? 0 : random.nextInt(lane.ready.size()));
            }
            boolean none = later.isEmpty() || later.element().due > end;
            now = Math.max(now, none ? end : later.element().due);
            notifyAll();
            if (none) {
                return null;
            }
        }
    }

    boolean isDriver() {
        return Thread.currentThread() == driver;
    }

    synchronized Task add(Lane lane, Duration delay, Runnable body) {
        if (lane.process.stopped) {
            throw new RejectedExecutionException(lane.process.name() + " has stopped");
        }
        Task task = new Task(lane, Math.max(now, in(delay)), ++tasks, body);
        later.add(task);
        return task;
    }

    synchronized void cancel(Task task) {
        later.remove(task);
        task.lane.ready.remove(task);
    }

    synchronized void forget(SimulatedProcess process) {
        processes.remove(process);
        later.removeIf(task -> task.lane.process == process);
    }

    /** Holds up a thread that is not the driver until it is that time. */
    synchronized void awaitTime(long end) throws InterruptedException {
        while (end - now > 0) {
            wait();
        }
    }
}
