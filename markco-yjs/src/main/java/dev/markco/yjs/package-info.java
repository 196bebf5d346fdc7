/**
 * A pure-Java Yjs: documents, shared types and updates, without I/O or threads of its own.
 *
 * <p>{@link dev.markco.yjs.YDoc} is a replica and the way to its shared types; {@link dev.markco.yjs.Updates} works on encoded
 * updates without a replica; {@link dev.markco.yjs.StateVector} says what a replica has seen. Documents and types are
 * confined to one thread at a time. Bytes that are not what they should be are refused with {@link
 * dev.markco.yjs.DecodeException}, and nothing has changed then. What refers to something that has not arrived waits, and is
 * part of the state: see {@link dev.markco.yjs.Pending}.
 *
 * <p>The update format and the algorithm are those of yjs 13.6 and are judged by it: see {@code VectorTest} and {@code
 * DifferentialTest}.
 */
@NullMarked
package dev.markco.yjs;

import org.jspecify.annotations.NullMarked;
