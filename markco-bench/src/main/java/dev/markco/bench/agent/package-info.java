/** The benchmark of what keeps files and documents equal: markco's agent and a syncer as they are commonly built. */
@NullMarked
package dev.markco.bench.agent;

import org.jspecify.annotations.NullMarked;
