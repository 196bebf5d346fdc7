/**
 * Which text a save was made on: what the file held, who had read that, and what the contents tell. No file, socket, thread or
 * clock is touched here.
 */
@NullMarked
package dev.markco.agent.internal.save;

import org.jspecify.annotations.NullMarked;
