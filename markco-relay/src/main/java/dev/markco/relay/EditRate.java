package dev.markco.relay;

import dev.markco.sync.time.Time;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** How many updates came in, in each of the last seconds. Thread-safe. */
final class EditRate {
    private static final int SECONDS = 60;

    private final LongSupplier total;
    private final long[] rates = new long[SECONDS];
    private final Time time;
    private long before;
    /** Up to when updates are counted, in whole seconds after the start. */
    private long countedTo;

    /** {@code total} counts all updates since the start. */
    EditRate(LongSupplier total, Time time) {
        this.total = total;
        this.time = time;
        this.countedTo = time.nanos();
        this.before = total.getAsLong();
    }

    /** A second has gone by, or several, if nobody could say so in time: then all updates are those of the last one. */
    synchronized void tick() {
        long seconds = TimeUnit.NANOSECONDS.toSeconds(time.nanos() - countedTo);
        if (seconds == 0) {
            return;
        }
        countedTo += TimeUnit.SECONDS.toNanos(seconds);
        long now = total.getAsLong();
        int gone = (int) Math.min(seconds, SECONDS);
        System.arraycopy(rates, gone, rates, 0, SECONDS - gone);
        Arrays.fill(rates, SECONDS - gone, SECONDS, 0);
        rates[SECONDS - 1] = now - before;
        before = now;
    }

    /** The last second last. */
    synchronized long[] perSecond() {
        return rates.clone();
    }
}
