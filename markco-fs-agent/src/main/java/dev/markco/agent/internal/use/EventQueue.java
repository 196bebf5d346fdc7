package dev.markco.agent.internal.use;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import java.io.Closeable;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * One inotify instance with watches on files, not on names. Not thread-safe, but for {@link #await} and {@link #wake}. Source:
 * inotify(7).
 */
final class EventQueue implements Closeable {
    private static final int MASK = Linux.IN_ACCESS
            | Linux.IN_MODIFY
            | Linux.IN_ATTRIB
            | Linux.IN_CLOSE_WRITE
            | Linux.IN_CLOSE_NOWRITE
            | Linux.IN_OPEN
            | Linux.IN_DELETE_SELF
            | Linux.IN_MOVE_SELF;

    /** Where the parts of an event and of a poll lie, in bytes. */
    private static final int EVENT_MASK = 4;

    private static final int EVENT_NAME_LENGTH = 12;
    private static final int EVENT_SIZE = 16;
    private static final int POLL_SIZE = 8;
    private static final int POLL_EVENTS = 4;

    /** As many events as the kernel queues unless it is told otherwise: one read gets them all. */
    private static final int BUFFER = 16_384 * EVENT_SIZE;

    private final Linux.Calls calls;
    private final int queue;
    private final int waker;
    private final Memory buffer = new Memory(BUFFER);
    private final ByteBuffer events = buffer.getByteBuffer(0, BUFFER).order(ByteOrder.nativeOrder());
    /** For the thread that waits alone. */
    private final Memory polled = new Memory(2 * POLL_SIZE);

    private EventQueue(Linux.Calls calls, int queue, int waker) {
        this.calls = calls;
        this.queue = queue;
        this.waker = waker;
        polled.clear();
        polled.setInt(0, queue);
        polled.setShort(POLL_EVENTS, Linux.POLLIN);
        polled.setInt(POLL_SIZE, waker);
        polled.setShort(POLL_SIZE + POLL_EVENTS, Linux.POLLIN);
    }

    /** Null when the system's limit of instances or descriptors is reached. */
    static @Nullable EventQueue open(Linux.Calls calls) {
        int queue = calls.inotify_init1(Linux.O_NONBLOCK | Linux.O_CLOEXEC);
        if (queue < 0) {
            return null;
        }
        int waker = calls.eventfd(0, Linux.O_NONBLOCK | Linux.O_CLOEXEC);
        if (waker < 0) {
            calls.close(queue);
            return null;
        }
        return new EventQueue(calls, queue, waker);
    }

    /** Watches an open file from now on; returns the watch's number, or a negative one when the limit is reached. */
    int watch(OpenFile file) {
        return calls.inotify_add_watch(queue, file.name(), MASK);
    }

    void unwatch(int watch) {
        // Fails when the kernel has dropped it by itself.
        calls.inotify_rm_watch(queue, watch);
    }

    /** Waits for events, or until woken. */
    void await() {
        calls.poll(polled, 2, -1);
        if (polled.getShort(POLL_SIZE + POLL_EVENTS + 2) != 0) {
            try (Memory count = new Memory(Long.BYTES)) {
                calls.read(waker, count, Long.BYTES);
            }
        }
    }

    void wake() {
        try (Memory count = new Memory(Long.BYTES)) {
            count.setLong(0, 1);
            calls.write(waker, count, Long.BYTES);
        }
    }

    /**
     * Hands over, in their order, all events that were raised before this was called. Never waits.
     *
     * @return false when the system refuses to tell them
     */
    boolean drain(Sink sink) {
        long count;
        do {
            count = calls.read(queue, buffer, BUFFER);
            if (count < 0 && Native.getLastError() != Linux.EAGAIN && Native.getLastError() != Linux.EINTR) {
                return false;
            }
            for (int at = 0; at < count; at += EVENT_SIZE + events.getInt(at + EVENT_NAME_LENGTH)) {
                sink.event(events.getInt(at), events.getInt(at + EVENT_MASK));
            }
        } while (count > BUFFER - EVENT_SIZE);
        return true;
    }

    @Override
    public void close() {
        calls.close(queue);
        calls.close(waker);
        buffer.close();
        polled.close();
    }

    /** Takes events. */
    interface Sink {
        /** One event, or several equal ones; {@code watch} is -1 for what concerns all watches. */
        void event(int watch, int mask);
    }
}
