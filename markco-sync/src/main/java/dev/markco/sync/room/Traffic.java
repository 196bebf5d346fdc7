package dev.markco.sync.room;

import java.util.concurrent.atomic.LongAdder;

/** What went through the sockets of one server, counted. Thread-safe; counting costs next to nothing. */
public final class Traffic {
    private final LongAdder updatesIn = new LongAdder();
    private final LongAdder updatesOut = new LongAdder();
    private final LongAdder resyncs = new LongAdder();
    private final LongAdder slowCloses = new LongAdder();
    private final LongAdder denials = new LongAdder();

    void updateCame() {
        updatesIn.increment();
    }

    void updateWent() {
        updatesOut.increment();
    }

    void resynced() {
        resyncs.increment();
    }

    void closedAsTooSlow() {
        slowCloses.increment();
    }

    /** A document was refused to a client whose socket stays open. */
    public void denied() {
        denials.increment();
    }

    /** Updates that clients sent. */
    public long updatesIn() {
        return updatesIn.sum();
    }

    /** Updates that were passed on, each counted for each client that it goes to. */
    public long updatesOut() {
        return updatesOut.sum();
    }

    /** How often so much waited for a client that it got what it missed in one piece instead. */
    public long resyncs() {
        return resyncs.sum();
    }

    /** Clients that were closed because they read too slowly. */
    public long slowCloses() {
        return slowCloses.sum();
    }

    /** Documents that were refused to clients whose sockets stay open. */
    public long denials() {
        return denials.sum();
    }
}
