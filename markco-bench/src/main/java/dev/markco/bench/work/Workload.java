package dev.markco.bench.work;

/** Work that can be repeated from the start, any number of times. */
interface Workload {
    Round round();
}
