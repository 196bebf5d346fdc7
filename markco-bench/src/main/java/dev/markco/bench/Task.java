package dev.markco.bench;

import dev.markco.bench.work.Kind;
import org.jspecify.annotations.Nullable;

/**
 * One workload with its input, for both sides to do.
 *
 * @param input what the kind reads, written as JSON
 * @param expected the fingerprint of what the documents have to hold in the end, if it is known beforehand
 */
record Task(String name, Kind kind, Object input, @Nullable String expected) {}
