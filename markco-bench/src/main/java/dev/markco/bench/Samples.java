package dev.markco.bench;

import dev.markco.bench.work.Measurement;
import java.util.List;
import java.util.stream.DoubleStream;

/** The measurements of one side over one workload, from several processes. */
record Samples(List<Measurement> processes) {
    Samples {
        processes = List.copyOf(processes);
    }

    /** The median over the first rounds of all processes. */
    double cold(Part part) {
        return median(processes.stream().mapToDouble(process -> part.of(process.cold())));
    }

    /** The median over the warm rounds of all processes. */
    double warm(Part part) {
        return median(
                processes.stream().flatMap(process -> process.warm().stream()).mapToDouble(part::of));
    }

    /** Any of them: what is not a time is the same in all. */
    Measurement any() {
        return processes.get(0);
    }

    static double median(DoubleStream values) {
        double[] sorted = values.sorted().toArray();
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
