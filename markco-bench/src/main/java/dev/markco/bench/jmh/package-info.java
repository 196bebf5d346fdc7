/** JMH benchmarks. */
@NullMarked
package dev.markco.bench.jmh;

import org.jspecify.annotations.NullMarked;
