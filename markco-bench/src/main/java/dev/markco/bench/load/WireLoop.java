package dev.markco.bench.load;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** The one thread that all {@link WireSocket}s live on, and its clock. Confined to the thread that runs it. */
final class WireLoop implements AutoCloseable {
    private static final int SHARED_BYTES = 1 << 18;
    /** The most that a pause adds to a latency, in nanoseconds. */
    private static final long MAX_PAUSE = 100_000;
    /** Below this a pause takes longer than it lasts. */
    private static final long MIN_PAUSE = 60_000;

    /** So long the thread may be kept from running, in nanoseconds, before that counts. */
    private static final long MOST_HELD_UP = 200_000;

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private final Selector selector;
    private final InetSocketAddress server;
    private final ByteBuffer shared = ByteBuffer.allocateDirect(SHARED_BYTES);

    private long heldUpUntil = Long.MIN_VALUE;

    WireLoop(InetSocketAddress server) throws IOException {
        this.server = server;
        this.selector = Selector.open();
    }

    /** Something that is done by the clock. */
    @FunctionalInterface
    interface Pace {
        /** Does a part of what is due at most, and returns when it wants to be called again. */
        long tick(long now);
    }

    /** Starts to connect. */
    WireSocket connect(String path, WireSocket.Listener listener) throws IOException {
        SocketChannel channel = SocketChannel.open();
        channel.configureBlocking(false);
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        channel.connect(server);
        SelectionKey key = channel.register(selector, SelectionKey.OP_CONNECT);
        WireSocket socket = new WireSocket(channel, key, server, path, listener);
        key.attach(socket);
        return socket;
    }

    /** Runs until {@code done}; returns false when that takes longer than {@code limitMillis}. */
    boolean run(long limitMillis, BooleanSupplier done, Pace pace) {
        long before = System.nanoTime();
        long end = before + limitMillis * 1_000_000;
        long cpuBefore = THREADS.getCurrentThreadCpuTime();
        long pause = 0;
        try {
            while (!done.getAsBoolean()) {
                long now = System.nanoTime();
                long cpu = THREADS.getCurrentThreadCpuTime();
                if (now - before - (cpu - cpuBefore) - pause > MOST_HELD_UP) {
                    heldUpUntil = now;
                }
                before = now;
                cpuBefore = cpu;
                pause = 0;
                if (now - end > 0) {
                    return false;
                }
                long next = pace.tick(now);
                if (selector.selectNow(key -> ((WireSocket) key.attachment()).ready(shared)) == 0) {
                    pause = Math.max(0, Math.min(next - System.nanoTime(), MAX_PAUSE));
                    if (pause >= MIN_PAUSE) {
                        LockSupport.parkNanos(pause - MIN_PAUSE / 2);
                    }
                }
            }
            return true;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Until when this thread was last kept from running for more than 0.2 ms, because something else, such as PostgreSQL or
     * the kernel, had its processor; a time of {@link System#nanoTime}. What was under way then looks later than it was.
     */
    long heldUpUntil() {
        return heldUpUntil;
    }

    /** As {@link #run(long, BooleanSupplier, Pace)}, with nothing to send by the clock. */
    boolean run(long limitMillis, BooleanSupplier done) {
        return run(limitMillis, done, now -> now + MAX_PAUSE);
    }

    /** Hangs up on everything that is open. */
    @Override
    public void close() {
        try {
            selector.keys().forEach(key -> ((WireSocket) key.attachment()).hangUp());
            selector.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
