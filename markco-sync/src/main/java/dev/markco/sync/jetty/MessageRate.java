package dev.markco.sync.jetty;

import java.util.concurrent.TimeUnit;

/**
 * The pace at which one socket is read: so many messages a second over time, and as many in one go after a pause.
 *
 * <p>Counts by the time at which all messages so far would have come at that pace. Times are nanoseconds of any steady clock.
 * For one thread at a time, each seeing what the one before did.
 */
final class MessageRate {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
    /** Shorter waits are not worth a timer; what they leave out is made up for later. */
    private static final long SHORTEST_WAIT = TimeUnit.MILLISECONDS.toNanos(1);

    private final long interval;
    private long dueAt;

    MessageRate(int messagesPerSecond, long now) {
        interval = SECOND / messagesPerSecond;
        dueAt = now;
    }

    /** Counts one message and returns how long to wait before the next is read, in nanoseconds; 0 for no time. */
    long take(long now) {
        if (dueAt - now < 0) {
            dueAt = now;
        }
        dueAt += interval;
        long wait = dueAt - now - SECOND;
        return wait >= SHORTEST_WAIT ? wait : 0;
    }
}
