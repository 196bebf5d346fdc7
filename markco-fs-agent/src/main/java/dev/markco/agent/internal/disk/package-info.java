/**
 * Files read whole and replaced atomically, with nothing written by others lost.
 */
@NullMarked
package dev.markco.agent.internal.disk;

import org.jspecify.annotations.NullMarked;
