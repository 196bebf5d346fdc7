/**
 * What the agent remembers between runs: the {@code .markco} directory, its lock and one log a document.
 */
@NullMarked
package dev.markco.agent.internal.state;

import org.jspecify.annotations.NullMarked;
