package dev.markco.yjs;

import java.util.stream.LongStream;

/**
 * The seeds of the random tests: as many as the system property {@code markco.seeds} says (25), and of the differential runs
 * as many as {@code markco.differential.seeds} (300, or {@code markco.seeds} if that is more), of those over a whole past
 * {@code markco.past.seeds} (1,000, likewise). With {@code markco.seed} every random test runs that one seed only.
 */
final class Seeds {
    private Seeds() {}

    static int count() {
        return Integer.getInteger("markco.seeds", 25);
    }

    static LongStream all() {
        return upTo(count());
    }

    static LongStream differential() {
        return upTo(Integer.getInteger("markco.differential.seeds", Math.max(300, count())));
    }

    static LongStream past() {
        return upTo(Integer.getInteger("markco.past.seeds", Math.max(1_000, count())));
    }

    private static LongStream upTo(int count) {
        Long one = Long.getLong("markco.seed");
        return one != null ? LongStream.of(one) : LongStream.range(0, count);
    }
}
