package dev.markco.relay;

import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;

/** Makers of named threads that do not keep the process alive. */
final class Threads {
    private Threads() {}

    static ThreadFactory named(String name) {
        return named(name, ThreadUrgency.USUAL);
    }

    static ThreadFactory named(String name, ThreadUrgency urgency) {
        AtomicInteger count = new AtomicInteger();
        return task -> {
            Runnable work = () -> {
                urgency.ask();
                task.run();
            };
            Thread thread = new Thread(work, name + "-" + count.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }
}
