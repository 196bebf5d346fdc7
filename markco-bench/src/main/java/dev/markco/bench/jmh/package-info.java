/** JMH benchmarks of the engine by itself, for looking at one operation closely; {@code docs/performance.md} says how. */
@NullMarked
package dev.markco.bench.jmh;

import org.jspecify.annotations.NullMarked;
