package dev.markco.bench;

import dev.markco.bench.trace.Trace;
import dev.markco.bench.trace.TraceFiles;
import dev.markco.bench.work.Content;
import dev.markco.bench.work.Kind;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** The workloads made of editing traces. */
final class TraceTasks {
    private static final String LONGEST = TraceFiles.SEQUENTIAL.get(0);

    private TraceTasks() {}

    static List<Task> sequential(int edits) throws IOException {
        List<Task> tasks = new ArrayList<>();
        for (String name : TraceFiles.SEQUENTIAL) {
            tasks.add(task(name, Kind.TRACE, TraceFiles.sequential(name).first(edits)));
        }
        return tasks;
    }

    static List<Task> concurrent(int steps) throws IOException {
        return List.of(new Task(
                TraceFiles.CONCURRENT, Kind.CONCURRENT, TraceFiles.concurrent().first(steps), null));
    }

    static List<Task> updates(Sizes sizes) throws IOException {
        Trace trace = TraceFiles.sequential(LONGEST).first(sizes.traceEdits());
        Trace start = trace.first(sizes.mergedUpdates());
        return List.of(
                task(Format.count(start.edits().size()) + " updates of single edits", Kind.MERGE, start),
                task("one update with all of " + LONGEST, Kind.DIFF, trace));
    }

    private static Task task(String name, Kind kind, Trace trace) {
        return new Task(name, kind, trace, Content.fingerprint(trace.endContent()));
    }
}
