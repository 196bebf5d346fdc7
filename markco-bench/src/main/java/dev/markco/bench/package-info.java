/** Benchmarks against the peers, measured in the same run. */
@NullMarked
package dev.markco.bench;

import org.jspecify.annotations.NullMarked;
