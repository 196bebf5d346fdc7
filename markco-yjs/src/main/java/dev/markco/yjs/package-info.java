/** A pure-Java Yjs: documents, shared types and updates, without I/O or threads of its own. */
@NullMarked
package dev.markco.yjs;

import org.jspecify.annotations.NullMarked;
