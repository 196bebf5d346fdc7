package dev.markco.yjs;

import java.util.stream.LongStream;

/** The seeds of the random tests: as many as the system property {@code markco.seeds} says. */
final class Seeds {
    private Seeds() {}

    static int count() {
        return Integer.getInteger("markco.seeds", 25);
    }

    static LongStream all() {
        return LongStream.range(0, count());
    }
}
