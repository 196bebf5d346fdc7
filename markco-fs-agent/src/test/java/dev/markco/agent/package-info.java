/** The agent as a whole, against a relay that keeps its documents in memory. */
@NullMarked
package dev.markco.agent;

import org.jspecify.annotations.NullMarked;
