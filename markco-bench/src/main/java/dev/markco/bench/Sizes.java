package dev.markco.bench;

import java.util.List;

/**
 * How large the workloads are.
 *
 * @param traceEdits at most so many edits of a trace
 * @param n the N of crdt-benchmarks
 * @param insertItems the items of the texts that are inserted into
 * @param warmUpSeconds before inserts are measured
 * @param mergedUpdates how many updates are merged
 * @param documents how many small documents are held
 */
record Sizes(int traceEdits, int n, List<Integer> insertItems, int warmUpSeconds, int mergedUpdates, int documents) {
    static final Sizes FULL =
            new Sizes(Integer.MAX_VALUE, 6_000, List.of(10_000, 100_000, 1_000_000), 3, 10_000, 10_000);

    Sizes {
        insertItems = List.copyOf(insertItems);
    }
}
