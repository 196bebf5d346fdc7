package dev.markco.agent.internal.use;

import com.sun.jna.Pointer;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;

/** The real calls, with places where a test can come in between, and a count of what is open. */
class HookedCalls implements Linux.Calls {
    private final Linux.Calls real = Objects.requireNonNull(Linux.load());
    private final AtomicInteger open = new AtomicInteger();

    /** How many descriptors were made and not closed. */
    int opened() {
        return open.get();
    }

    @Override
    public int open(String path, int flags, int mode) {
        return count(real.open(path, flags, mode));
    }

    @Override
    public int close(int descriptor) {
        int result = real.close(descriptor);
        if (result == 0) {
            open.decrementAndGet();
        }
        return result;
    }

    @Override
    public int fcntl(int descriptor, int command, int argument) {
        return real.fcntl(descriptor, command, argument);
    }

    @Override
    public long pread(int descriptor, byte[] buffer, long size, long offset) {
        return real.pread(descriptor, buffer, size, offset);
    }

    @Override
    public long read(int descriptor, Pointer buffer, long size) {
        return real.read(descriptor, buffer, size);
    }

    @Override
    public long write(int descriptor, Pointer buffer, long size) {
        return real.write(descriptor, buffer, size);
    }

    @Override
    public int poll(Pointer descriptors, long count, int timeout) {
        return real.poll(descriptors, count, timeout);
    }

    @Override
    public int eventfd(int count, int flags) {
        return count(real.eventfd(count, flags));
    }

    @Override
    public int inotify_init1(int flags) {
        return count(real.inotify_init1(flags));
    }

    @Override
    public int inotify_add_watch(int descriptor, String path, int mask) {
        return real.inotify_add_watch(descriptor, path, mask);
    }

    @Override
    public int inotify_rm_watch(int descriptor, int watch) {
        return real.inotify_rm_watch(descriptor, watch);
    }

    private int count(int descriptor) {
        if (descriptor >= 0) {
            open.incrementAndGet();
        }
        return descriptor;
    }
}
