/**
 * Which files of a project are documents, and which of them changed.
 */
@NullMarked
package dev.markco.agent.internal.watch;

import org.jspecify.annotations.NullMarked;
