/**
 * Who uses the files that the agent wrote: whether anybody opened, read or wrote them, and has them open for writing. Linux
 * only; elsewhere every answer is "unknown".
 */
@NullMarked
package dev.markco.agent.internal.use;

import org.jspecify.annotations.NullMarked;
