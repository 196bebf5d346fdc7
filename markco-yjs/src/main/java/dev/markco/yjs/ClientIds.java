package dev.markco.yjs;

import java.util.concurrent.ThreadLocalRandom;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Where the ids come from that replicas draw. They are random; a program that has to be run again exactly as it was, such as a
 * simulation, names a generator for what one thread does.
 */
public final class ClientIds {
    private static final ThreadLocal<@Nullable RandomGenerator> CHOSEN = new ThreadLocal<>();

    private ClientIds() {}

    /** An id nobody else has drawn, but for a chance of one in four thousand million. */
    public static long draw() {
        RandomGenerator chosen = CHOSEN.get();
        return (chosen == null ? ThreadLocalRandom.current() : chosen).nextLong(1, 1L << 32);
    }

    /** Runs {@code body}, in which this thread draws all ids from that generator. */
    public static void drawingFrom(RandomGenerator random, Runnable body) {
        RandomGenerator before = CHOSEN.get();
        CHOSEN.set(random);
        try {
            body.run();
        } finally {
            CHOSEN.set(before);
        }
    }
}
