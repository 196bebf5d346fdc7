/** The lib0 binary codec that every Yjs message is written in: variable-length numbers, strings, byte runs and {@code any}. */
@NullMarked
package dev.markco.yjs.lib0;

import org.jspecify.annotations.NullMarked;
