package dev.markco.bench;

import java.util.Arrays;
import java.util.Map;

/** A part of a workload that is measured by itself, in its order in the tables. */
enum Part {
    APPLY("apply", "apply all edits", "ms"),
    REPLAY("replay", "replay in both documents", "ms"),
    EDIT("edit", "edit", "ms"),
    EXCHANGE("exchange", "exchange", "ms"),
    ENCODE("encode", "encode", "ms"),
    LOAD_ONLY("loadOnly", "load", "ms"),
    LOAD("load", "load and read", "ms"),
    RECEIVE("receive", "apply its updates one by one", "ms"),
    FIRST_INSERT("firstInsert", "the first insert after the load", "ns"),
    INSERT("insert", "an insert", "ns"),
    MERGE("merge", "merge", "ms"),
    STATE_VECTOR("stateVector", "state vector", "ms"),
    DIFF("diff", "diff for who has half", "ms"),
    HEAP("heap", "heap", "bytes a document");

    /** What it is called in a measurement. */
    private final String key;

    final String what;
    final String unit;

    Part(String key, String what, String unit) {
        this.key = key;
        this.what = what;
        this.unit = unit;
    }

    double of(Map<String, Double> round) {
        Double value = round.get(key);
        if (value == null) {
            throw new IllegalStateException(key + " was not measured: " + round);
        }
        return value;
    }

    /** Those that a round has. */
    static Part[] in(Map<String, Double> round) {
        Part[] parts = Arrays.stream(values())
                .filter(part -> round.containsKey(part.key))
                .toArray(Part[]::new);
        if (parts.length != round.size()) {
            throw new IllegalStateException("a part is not known: " + round);
        }
        return parts;
    }
}
