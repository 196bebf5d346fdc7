package dev.markco.bench;

import dev.markco.bench.trace.Edit;
import dev.markco.bench.trace.Trace;
import dev.markco.bench.trace.TraceFiles;
import dev.markco.bench.work.Content;
import dev.markco.bench.work.HeapInput;
import dev.markco.bench.work.Kind;
import dev.markco.yjs.YDoc;
import dev.markco.yjs.YText;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Documents held in memory: one with a long history, and many small ones. */
final class HeapTasks {
    private static final String LONGEST = TraceFiles.SEQUENTIAL.get(0);
    private static final int DIFFERENT = 100;

    /** How often those who typed went to another place. */
    private static final int[] RUNS = {1, 10, 40};

    private HeapTasks() {}

    static List<Task> all(Sizes sizes) throws IOException {
        Trace trace = TraceFiles.sequential(LONGEST).first(sizes.traceEdits());
        HeapInput large = new HeapInput(List.of(encoded(trace)), 1);
        List<Task> tasks = new ArrayList<>();
        tasks.add(new Task(LONGEST, Kind.HEAP, large, Content.fingerprint(trace.endContent())));
        for (int runs : RUNS) {
            List<byte[]> typed = IntStream.range(0, DIFFERENT)
                    .mapToObj(seed -> RandomTexts.typed(seed, runs))
                    .toList();
            String name = Format.count(sizes.documents()) + " documents with 2 KB of text, typed in " + runs
                    + (runs == 1 ? " run" : " runs");
            tasks.add(new Task(name, Kind.HEAP, new HeapInput(typed, sizes.documents()), null));
        }
        return tasks;
    }

    private static byte[] encoded(Trace trace) {
        YDoc doc = new YDoc();
        YText text = doc.getText(Content.TEXT);
        for (Edit edit : trace.edits()) {
            edit.applyTo(text);
        }
        return doc.encodeStateAsUpdate();
    }
}
