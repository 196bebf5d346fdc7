package dev.markco.bench.work;

import dev.markco.yjs.YDoc;
import dev.markco.yjs.YText;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Characters inserted at random positions of a text that was just loaded, each a transaction with an update event: the first
 * one by itself; some that are not counted; then chunks, whose median counts. Times of inserts are nanoseconds.
 */
final class InsertsWorkload implements Workload {
    private static final int UNCOUNTED = 500;
    private static final int CHUNKS = 4;
    private static final int CHUNK = 500;
    private static final int SEED = 3;

    private final InsertsInput input;

    /** Warms up: what is measured later has been compiled. */
    InsertsWorkload(InsertsInput input) {
        this.input = input;
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(input.warmUpSeconds());
        while (System.nanoTime() < end) {
            round(input.warmUp());
        }
    }

    @Override
    public Round round() {
        return round(input.state());
    }

    private static Round round(byte[] state) {
        Replica replica = new Replica(0);
        Mulberry32 random = new Mulberry32(SEED);
        Laps laps = new Laps();
        replica.receive(state);
        laps.lap("loadOnly");
        double first = inserts(replica.doc, random, 1);
        inserts(replica.doc, random, UNCOUNTED);
        double[] chunks = new double[CHUNKS];
        for (int i = 0; i < CHUNKS; i++) {
            chunks[i] = inserts(replica.doc, random, CHUNK);
        }
        Arrays.sort(chunks);
        laps.times().put("firstInsert", first);
        laps.times().put("insert", (chunks[CHUNKS / 2 - 1] + chunks[CHUNKS / 2]) / 2);
        return new Round(laps.times(), replica.updates.size(), List.of(replica.doc));
    }

    /** Nanoseconds an insert. */
    private static double inserts(YDoc doc, Mulberry32 random, int count) {
        YText text = doc.getText(Content.TEXT);
        long start = System.nanoTime();
        for (int i = 0; i < count; i++) {
            doc.transact(() -> text.insert(random.below(text.length() + 1), "x"));
        }
        return (double) (System.nanoTime() - start) / count;
    }
}
