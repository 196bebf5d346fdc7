package dev.markco.bench.work;

import dev.markco.bench.trace.ConcurrentTrace;
import dev.markco.bench.trace.Trace;
import java.util.Locale;

/** The kinds of workloads. */
public enum Kind {
    TRACE,
    CONCURRENT,
    SCRIPT,
    INSERTS,
    MERGE,
    DIFF,
    HEAP;

    /** The workload of this kind whose input is this JSON. */
    Workload open(byte[] json) {
        return switch (this) {
            case TRACE -> new TraceWorkload(Json.read(json, Trace.class));
            case CONCURRENT -> new ConcurrentWorkload(Json.read(json, ConcurrentTrace.class));
            case SCRIPT -> new ScriptWorkload(Json.read(json, Script.class));
            case INSERTS -> new InsertsWorkload(Json.read(json, InsertsInput.class));
            case MERGE -> new MergeWorkload(Json.read(json, Trace.class));
            case DIFF -> new DiffWorkload(Json.read(json, Trace.class));
            case HEAP -> new HeapWorkload(Json.read(json, HeapInput.class));
        };
    }

    /** Its name on the command lines of the workers. */
    public String argument() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Kind of(String argument) {
        return valueOf(argument.toUpperCase(Locale.ROOT));
    }
}
