package dev.markco.bench;

import dev.markco.bench.work.Measurement;
import java.util.List;
import java.util.stream.Stream;

/** Both sides over one workload. */
record Comparison(Task task, Samples markco, Samples yjs) {
    /** @throws IllegalStateException if the sides did not do the same */
    Comparison {
        List<Measurement> all = Stream.concat(markco.processes().stream(), yjs.processes().stream())
                .toList();
        String content = task.expected() == null ? all.get(0).content() : task.expected();
        int updates = all.get(0).updates();
        for (Measurement measurement : all) {
            if (!measurement.content().equals(content)) {
                throw new IllegalStateException(task.name() + ": wrong content in " + measurement.runtime());
            }
            String other = measurement.otherContent();
            if (other != null && !other.equals(content)) {
                throw new IllegalStateException(task.name() + ": yjs reads something else from what markco encoded");
            }
            if (measurement.updates() != updates) {
                throw new IllegalStateException(task.name() + ": " + measurement.updates() + " updates in "
                        + measurement.runtime() + ", not " + updates);
            }
        }
    }

    /** What was measured, in the order of the tables. */
    List<Part> parts() {
        return List.of(Part.in(markco.any().cold()));
    }
}
