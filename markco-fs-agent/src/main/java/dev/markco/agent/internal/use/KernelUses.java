package dev.markco.agent.internal.use;

import dev.markco.sync.time.Time;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The record of who uses files that the Linux kernel tells. It watches files themselves, not names: a use is never told of the file that has just taken
 * the place of another. At most a given number are armed; the one that was marked longest ago gives way.
 *
 * <p>One thread reads events, a while after they came, so that those of a program that reads the whole project run together:
 * the kernel keeps some 16,000. Thread-safe.
 */
public final class KernelUses implements FileUses, KernelFile.Keeper {
    private static final Logger log = LoggerFactory.getLogger(KernelUses.class);

    /** Each has a descriptor and a watch. */
    private static final int ARMED_LIMIT = 1_000;

    /** How long events are left to run together. */
    private static final Duration REST = Duration.ofMillis(2);

    private static final List<Use> ALL = List.of(Use.values());

    private final Linux.@Nullable Calls calls;
    private final int limit;
    private final Time time;

    private final Object lock = new Object();
    // All that follows is guarded by the lock.
    /** The one that was marked longest ago first. */
    private final Map<Inode, KernelFile> armed = new LinkedHashMap<>();

    private final Map<Integer, KernelFile> byWatch = new HashMap<>();
    private final News news = new News();
    /** Null before anything is armed. */
    private @Nullable EventQueue queue;

    private @Nullable Thread teller;
    private boolean closed;
    private boolean refused;

    KernelUses(Linux.@Nullable Calls calls, int limit, Time time) {
        this.time = time;
        this.calls = calls;
        this.limit = limit;
    }

    /** Asks this system; where it cannot tell, nothing is ever armed, and every answer is "unknown". */
    public static FileUses ofSystem(Time time) {
        return new KernelUses(Linux.load(), ARMED_LIMIT, time);
    }

    @Override
    public @Nullable KernelFile arm(Path file, UseListener listener) {
        if (calls == null) {
            return null;
        }
        KernelFile already = armed(file);
        if (already != null) {
            return already;
        }
        OpenFile opened = OpenFile.open(calls, file);
        if (opened == null) {
            return null;
        }
        synchronized (lock) {
            // Another thread may have been faster, and has seen this one open the file.
            already = armed.get(opened.inode());
            KernelFile now = already == null ? watch(calls, opened, listener) : already;
            if (now == null || now == already) {
                opened.close();
            }
            return now;
        }
    }

    @Override
    public Writers writers(Path file) {
        if (calls == null) {
            return Writers.UNKNOWN;
        }
        KernelFile already = armed(file);
        if (already != null) {
            return already.writers();
        }
        try (OpenFile opened = OpenFile.open(calls, file)) {
            return opened == null ? Writers.UNKNOWN : opened.writers();
        }
    }

    @Override
    public Appending appending(Path file) {
        Inode inode = calls == null ? null : Inode.of(file);
        return inode == null ? Appending.UNKNOWN : Appenders.of(inode);
    }

    @Override
    public void close() {
        synchronized (lock) {
            closed = true;
            List.copyOf(armed.values()).forEach(this::drop);
            if (queue != null) {
                queue.wake();
            }
        }
    }

    @Override
    public UseHistory history(KernelFile file, boolean mark) {
        synchronized (lock) {
            drain();
            if (mark && armed.remove(file.inode(), file)) {
                armed.put(file.inode(), file);
            }
            return file.recorded(mark);
        }
    }

    @Override
    public void beginOwnRead(KernelFile file) {
        synchronized (lock) {
            drain();
            file.readsOwn(1);
        }
    }

    @Override
    public void endOwnRead(KernelFile file) {
        synchronized (lock) {
            drain();
            file.readsOwn(-1);
        }
    }

    @Override
    public void disarm(KernelFile file) {
        synchronized (lock) {
            drop(file);
            news.forget(file);
        }
    }

    private @Nullable KernelFile armed(Path file) {
        Inode inode = Inode.of(file);
        synchronized (lock) {
            return inode == null ? null : armed.get(inode);
        }
    }

    private @Nullable KernelFile watch(Linux.Calls system, OpenFile file, UseListener listener) {
        EventQueue events = started(system);
        if (events == null) {
            return null;
        }
        drain();
        KernelFile now = new KernelFile(this, file, listener);
        if (!now.watchBy(events)) {
            refuse();
            return null;
        }
        armed.put(file.inode(), now);
        byWatch.put(now.watch(), now);
        if (armed.size() > limit) {
            Iterator<KernelFile> oldest = armed.values().iterator();
            lose(drop(oldest.next()));
        }
        return now;
    }

    private @Nullable EventQueue started(Linux.Calls system) {
        if (closed || queue != null) {
            return closed ? null : queue;
        }
        queue = EventQueue.open(system);
        if (queue == null) {
            refuse();
            return null;
        }
        EventQueue opened = queue;
        Thread thread = new Thread(() -> follow(opened), "markco-uses");
        thread.setDaemon(true);
        teller = thread;
        thread.start();
        return queue;
    }

    private void refuse() {
        if (!refused) {
            refused = true;
            log.info("It is not known who uses files: the limit of inotify instances or watches is reached");
        }
    }

    private KernelFile drop(KernelFile file) {
        if (armed.remove(file.inode(), file)) {
            byWatch.remove(file.watch());
            if (queue != null) {
                queue.unwatch(file.watch());
            }
            file.forget();
        }
        return file;
    }

    /** Takes in all that has happened up to now. */
    private void drain() {
        if (queue != null && !queue.drain(this::happened)) {
            log.warn("The events that tell who uses files cannot be read any more; it is not known from now on");
            close();
        }
    }

    private void happened(int watch, int mask) {
        if ((mask & Linux.IN_Q_OVERFLOW) != 0) {
            log.debug("Too much happened at once; it is not known any more who uses {} files", armed.size());
            armed.values().forEach(this::lose);
            return;
        }
        KernelFile file = byWatch.get(watch);
        if (file == null) {
            return;
        }
        if ((mask & Linux.IN_IGNORED) != 0) {
            watchAnew(file);
            return;
        }
        for (Use use : ALL) {
            if (use.isIn(mask)) {
                file.take(use);
                if (use.isWriting() && news.addWritten(file)) {
                    haveTold();
                }
            }
        }
    }

    /** The kernel drops a watch when one of several names was the last one, although the file is open. */
    private void watchAnew(KernelFile file) {
        byWatch.remove(file.watch());
        lose(file);
        if (queue == null || !file.watchBy(queue)) {
            drop(file);
        } else {
            byWatch.put(file.watch(), file);
        }
    }

    private void lose(KernelFile file) {
        file.lose();
        if (news.addLost(file)) {
            haveTold();
        }
    }

    /** Has the thread tell the news, whoever found it out. */
    private void haveTold() {
        if (queue != null && Thread.currentThread() != teller) {
            queue.wake();
        }
    }

    private void rest() {
        try {
            time.sleep(REST);
        } catch (InterruptedException e) {
            // Nobody interrupts this thread; it ends when it is told that all is closed.
            log.debug("the reader of uses was interrupted", e);
        }
    }

    /** The life of the thread that reads events and tells of them. */
    private void follow(EventQueue events) {
        while (true) {
            events.await();
            rest();
            Runnable telling;
            synchronized (lock) {
                if (!closed) {
                    drain();
                }
                if (closed) {
                    queue = null;
                    events.close();
                    return;
                }
                telling = news.take();
            }
            telling.run();
        }
    }
}
