/**
 * Texts compared: hunks between two texts and between three. Pure.
 */
@NullMarked
package dev.markco.agent.internal.diff;

import org.jspecify.annotations.NullMarked;
