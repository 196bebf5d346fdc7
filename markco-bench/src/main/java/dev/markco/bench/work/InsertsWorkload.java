package dev.markco.bench.work;

import dev.markco.yjs.YDoc;
import dev.markco.yjs.YText;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/**
 * Characters inserted at random positions of texts that were just loaded, in turn, each a transaction with an update event: the first
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
            round(input.warmUp(), 1);
        }
    }

    @Override
    public Round round() {
        return round(input.state(), input.documents());
    }

    private static Round round(byte[] state, int documents) {
        List<Replica> replicas =
                IntStream.range(0, documents).mapToObj(index -> new Replica(0)).toList();
        Mulberry32 random = new Mulberry32(SEED);
        long start = System.nanoTime();
        replicas.forEach(replica -> replica.receive(state));
        Map<String, Double> times = new LinkedHashMap<>();
        times.put("loadOnly", (System.nanoTime() - start) / 1e6 / documents);
        times.put("firstInsert", inserts(replicas, random, 1));
        inserts(replicas, random, UNCOUNTED);
        double[] chunks = new double[CHUNKS];
        for (int i = 0; i < CHUNKS; i++) {
            chunks[i] = inserts(replicas, random, CHUNK);
        }
        Arrays.sort(chunks);
        times.put("insert", (chunks[CHUNKS / 2 - 1] + chunks[CHUNKS / 2]) / 2);
        Replica first = replicas.get(0);
        return new Round(times, first.updates.size(), List.of(first.doc));
    }

    /** Nanoseconds an insert. */
    private static double inserts(List<Replica> replicas, Mulberry32 random, int count) {
        long start = System.nanoTime();
        for (int i = 0; i < count; i++) {
            YDoc doc = replicas.get(i % replicas.size()).doc;
            YText text = doc.getText(Content.TEXT);
            doc.transact(() -> text.insert(random.below(text.length() + 1), "x"));
        }
        return (double) (System.nanoTime() - start) / count;
    }
}
