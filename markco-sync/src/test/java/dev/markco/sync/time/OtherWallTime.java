package dev.markco.sync.time;

import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.Condition;

/** Somebody's time with another wall clock, for what runs on threads of its own. Thread-safe where the two are. */
public record OtherWallTime(Time time, InstantSource wall) implements Time {
    @Override
    public long nanos() {
        return time.nanos();
    }

    @Override
    public void execute(Runnable task) {
        time.execute(task);
    }

    @Override
    public Alarm after(Duration delay, Runnable task) {
        return time.after(delay, task);
    }

    @Override
    public Alarm every(Duration pause, Runnable task) {
        return time.every(pause, task);
    }

    @Override
    public void sleep(Duration duration) throws InterruptedException {
        time.sleep(duration);
    }

    @Override
    public long await(Condition condition, long nanos) throws InterruptedException {
        return time.await(condition, nanos);
    }

    @Override
    public boolean awaitDone(CompletableFuture<?> future, Duration limit) throws InterruptedException {
        return time.awaitDone(future, limit);
    }

    @Override
    public void await(Object monitor, Duration limit) throws InterruptedException {
        time.await(monitor, limit);
    }
}
