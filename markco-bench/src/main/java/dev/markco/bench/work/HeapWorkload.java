package dev.markco.bench.work;

import dev.markco.yjs.YDoc;
import dev.markco.yjs.YText;
import java.util.ArrayList;
import java.util.List;

/** Documents loaded and held: the bytes of heap that each takes, once all that is not held has been collected. */
final class HeapWorkload implements Workload {
    /** Collections are repeated until one frees less than this. */
    private static final long SETTLED = 1 << 10;

    private static final int MAX_COLLECTIONS = 20;

    private final HeapInput input;

    HeapWorkload(HeapInput input) {
        this.input = input;
    }

    @Override
    public Round round() {
        load(0); // Classes and their constants are not the documents'.
        List<YText> texts = new ArrayList<>(input.documents());
        List<YDoc> docs = new ArrayList<>(input.documents());
        long before = settled();
        for (int i = 0; i < input.documents(); i++) {
            YDoc doc = load(i);
            docs.add(doc);
            texts.add(doc.getText(Content.TEXT));
        }
        double bytes = settled() - before;
        Laps laps = new Laps();
        laps.times().put("heap", bytes / input.documents());
        if (texts.stream().anyMatch(text -> text.length() == 0)) {
            throw new IllegalStateException("a document is empty");
        }
        return new Round(laps.times(), 0, List.of(docs.get(0)));
    }

    private YDoc load(int index) {
        YDoc doc = new YDoc();
        doc.applyUpdate(input.states().get(index % input.states().size()).clone());
        return doc;
    }

    private static long settled() {
        long used = collect();
        for (int i = 1; i < MAX_COLLECTIONS; i++) {
            long now = collect();
            if (used - now < SETTLED && i > 2) {
                return now;
            }
            used = now;
        }
        return used;
    }

    private static long collect() {
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }
}
