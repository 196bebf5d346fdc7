/** Editing traces: the recorded histories that benchmarks replay, and the readers of their files. */
@NullMarked
package dev.markco.bench.trace;

import org.jspecify.annotations.NullMarked;
