package dev.markco.sync.room;

import java.util.concurrent.atomic.AtomicBoolean;

/** The right to use a room: as long as one lease is open, the room's document stays in memory. Thread-safe. */
public final class RoomLease implements AutoCloseable {
    private final Room room;
    private final Runnable onClose;
    private final AtomicBoolean closed = new AtomicBoolean();

    /** A lease that runs {@code onClose} once, when it ends. */
    public RoomLease(Room room, Runnable onClose) {
        this.room = room;
        this.onClose = onClose;
    }

    public Room room() {
        return room;
    }

    /** Ends the lease. Idempotent. */
    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            onClose.run();
        }
    }
}
