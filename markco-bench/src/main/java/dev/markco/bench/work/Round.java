package dev.markco.bench.work;

import dev.markco.yjs.YDoc;
import java.util.List;
import java.util.Map;

/**
 * What one round of a workload leaves.
 *
 * @param values what was measured, by part
 * @param updates how many update events there were
 * @param replicas the documents, at least one, which all have to hold the same
 */
record Round(Map<String, Double> values, int updates, List<YDoc> replicas) {}
