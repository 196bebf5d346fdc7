package dev.markco.bench;

import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;

/** The measurements of one side over one trace, from several processes. */
record Samples(List<Measurement> processes) {
    Samples {
        processes = List.copyOf(processes);
    }

    /** The median over the first rounds of all processes. */
    double cold(ToDoubleFunction<Times> part) {
        return median(processes.stream().map(Measurement::cold).mapToDouble(part));
    }

    /** The median over the warm rounds of all processes. */
    double warm(ToDoubleFunction<Times> part) {
        return median(
                processes.stream().flatMap(process -> process.warm().stream()).mapToDouble(part));
    }

    /** The size of the encoded document, the same in all processes. */
    int stateBytes() {
        return processes.get(0).stateBytes();
    }

    /** The update events of a round, the same in all processes. */
    int events() {
        return processes.get(0).events();
    }

    String runtime() {
        return processes.get(0).runtime();
    }

    static double median(DoubleStream values) {
        double[] sorted = values.sorted().toArray();
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
