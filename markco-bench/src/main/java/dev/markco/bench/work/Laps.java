package dev.markco.bench.work;

import java.util.LinkedHashMap;
import java.util.Map;

/** A stopwatch that notes how long each part of a round takes, in milliseconds. */
final class Laps {
    private final Map<String, Double> times = new LinkedHashMap<>();
    private long last = System.nanoTime();

    /** The part that began with the last call, or with the stopwatch, has ended. */
    void lap(String part) {
        long now = System.nanoTime();
        times.put(part, (now - last) / 1e6);
        last = System.nanoTime();
    }

    Map<String, Double> times() {
        return times;
    }
}
