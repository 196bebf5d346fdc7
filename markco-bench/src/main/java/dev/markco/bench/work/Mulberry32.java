package dev.markco.bench.work;

/** Tommy Ettinger's generator mulberry32, which {@code interop/bench/random.mjs} has too: a seed gives both the same numbers. */
public final class Mulberry32 {
    private int state;

    public Mulberry32(int seed) {
        state = seed;
    }

    /** Uniform in 0 to {@code bound} - 1. */
    public int below(int bound) {
        return (int) (next() * bound);
    }

    /** Uniform in {@code from} to {@code to}, both included. */
    public int between(int from, int to) {
        return from + below(to - from + 1);
    }

    /** So many of the letters a to z. */
    public String letters(int count) {
        StringBuilder letters = new StringBuilder(count);
        for (int i = 0; i < count; i++) {
            letters.append((char) ('a' + below(26)));
        }
        return letters.toString();
    }

    private double next() {
        state += 0x6D2B79F5;
        int mixed = (state ^ (state >>> 15)) * (1 | state);
        mixed = (mixed + (mixed ^ (mixed >>> 7)) * (61 | mixed)) ^ mixed;
        return Integer.toUnsignedLong(mixed ^ (mixed >>> 14)) / 4_294_967_296.0;
    }
}
