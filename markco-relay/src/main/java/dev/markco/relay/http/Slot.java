package dev.markco.relay.http;

import java.util.concurrent.atomic.AtomicBoolean;

/** One of a bounded number of places, which is given back once. Thread-safe. */
final class Slot implements AutoCloseable {
    private final Runnable giveBack;
    private final AtomicBoolean closed = new AtomicBoolean();

    Slot(Runnable giveBack) {
        this.giveBack = giveBack;
    }

    /** Gives the place back. Idempotent. */
    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            giveBack.run();
        }
    }
}
