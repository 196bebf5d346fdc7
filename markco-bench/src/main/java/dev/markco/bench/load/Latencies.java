package dev.markco.bench.load;

import java.util.Arrays;

/** Latencies in milliseconds: some percentiles and the largest; zeros when there are none. */
public record Latencies(double p50, double p95, double p99, double max) {
    private static final double MICROS_A_MILLI = 1_000;

    public static Latencies of(int[] micros) {
        int[] sorted = micros.clone();
        Arrays.sort(sorted);
        return new Latencies(at(sorted, 0.5), at(sorted, 0.95), at(sorted, 0.99), at(sorted, 1));
    }

    private static double at(int[] sorted, double part) {
        if (sorted.length == 0) {
            return 0;
        }
        int index = (int) Math.ceil(part * sorted.length) - 1;
        return sorted[Math.max(0, index)] / MICROS_A_MILLI;
    }
}
