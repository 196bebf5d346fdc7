package dev.markco.relay;

import dev.markco.sync.time.SystemTime;

/**
 * A relay's time: one clock, and for each kind of work a timer of its own, so that what waits for PostgreSQL holds up nothing
 * else. The server and the snapshots stop theirs when their turn comes; closing stops all that is left. Thread-safe.
 */
final class RelayTimers implements AutoCloseable {
    private static final int SNAPSHOT_THREADS = 2;

    private final SystemTime sockets = new SystemTime(1, Threads.named("relay-timer"));
    private final SystemTime snapshots =
            new SystemTime(SNAPSHOT_THREADS, Threads.named("relay-snapshot", ThreadUrgency.BACKGROUND));
    private final SystemTime probe = new SystemTime(1, Threads.named("relay-probe"));
    private final SystemTime neighbours = new SystemTime(1, Threads.named("relay-neighbours"));

    /** For what takes a moment: sockets, tokens, rooms; and the clock of all that has no timer. */
    SystemTime sockets() {
        return sockets;
    }

    /** For snapshots, two at once, behind what is more urgent. */
    SystemTime snapshots() {
        return snapshots;
    }

    /** For asking PostgreSQL whether it is there. */
    SystemTime probe() {
        return probe;
    }

    /** For reading what other relays have stored. */
    SystemTime neighbours() {
        return neighbours;
    }

    @Override
    public void close() {
        neighbours.stop();
        probe.stop();
        snapshots.stop();
        sockets.stop();
    }
}
