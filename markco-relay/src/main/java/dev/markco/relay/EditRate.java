package dev.markco.relay;

import java.util.function.LongSupplier;

/** How many updates came in, in each of the last seconds. Thread-safe. */
final class EditRate {
    private static final int SECONDS = 60;

    private final LongSupplier total;
    private final long[] rates = new long[SECONDS];
    private long before;

    /** {@code total} counts all updates since the start. */
    EditRate(LongSupplier total) {
        this.total = total;
        this.before = total.getAsLong();
    }

    /** A second has gone by. */
    synchronized void tick() {
        long now = total.getAsLong();
        System.arraycopy(rates, 1, rates, 0, SECONDS - 1);
        rates[SECONDS - 1] = now - before;
        before = now;
    }

    /** The last second last. */
    synchronized long[] perSecond() {
        return rates.clone();
    }
}
