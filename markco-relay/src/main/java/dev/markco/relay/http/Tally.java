package dev.markco.relay.http;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.HashMap;
import java.util.Map;

/** Counts of things that are in use, each up to a bound; what is not in use takes no memory. Thread-safe. */
final class Tally<K> {
    @GuardedBy("this")
    private final Map<K, Integer> counts = new HashMap<>();

    private final int max;

    Tally(int max) {
        this.max = max;
    }

    /** Counts one more, unless there are as many as there may be. */
    synchronized boolean take(K key) {
        if (count(key) >= max) {
            return false;
        }
        takeAnyway(key);
        return true;
    }

    /** Counts one more, whatever the bound. */
    synchronized void takeAnyway(K key) {
        counts.merge(key, 1, Integer::sum);
    }

    synchronized void giveBack(K key) {
        counts.computeIfPresent(key, (same, count) -> count == 1 ? null : count - 1);
    }

    synchronized int count(K key) {
        return counts.getOrDefault(key, 0);
    }

    int max() {
        return max;
    }
}
