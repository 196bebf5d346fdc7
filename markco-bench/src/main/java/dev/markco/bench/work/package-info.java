/**
 * The work that is measured, as it is done in a process of its own; {@code interop/bench} does the same with yjs, part for
 * part: same client ids, same edits, same clock readings.
 */
@NullMarked
package dev.markco.bench.work;

import org.jspecify.annotations.NullMarked;
