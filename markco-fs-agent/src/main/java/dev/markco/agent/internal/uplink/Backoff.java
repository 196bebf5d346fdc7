package dev.markco.agent.internal.uplink;

import java.util.random.RandomGenerator;

/** Growing, scattered waits between attempts. Confined to one thread. */
public final class Backoff {
    private final RandomGenerator random;
    private final long shortest;
    private final long longest;
    private int failures;

    /** Starts at {@code shortest} and doubles up to {@code longest} milliseconds; half of each wait is random. */
    public Backoff(RandomGenerator random, long shortest, long longest) {
        this.random = random;
        this.shortest = shortest;
        this.longest = longest;
    }

    /** How long to wait after one more failure, in milliseconds. */
    public long next() {
        long full = Math.min(longest, shortest << Math.min(failures, 20));
        failures++;
        return full / 2 + random.nextLong(full / 2 + 1);
    }

    public void reset() {
        failures = 0;
    }
}
