/**
 * A pure-Java Yjs: documents, shared types and updates, without I/O or threads of its own.
 *
 * <p>{@link dev.markco.yjs.YDoc} is a replica and the way to its shared types; {@link dev.markco.yjs.Updates} works on encoded
 * updates without a replica; {@link dev.markco.yjs.StateVector} says what a replica has seen. Documents and types are
 * confined to one thread at a time. Bytes that are not what they should be are refused with {@link
 * dev.markco.yjs.DecodeException}, and nothing has changed then. What refers to something that has not arrived waits, and is
 * part of the state: see {@link dev.markco.yjs.Pending}.
 *
 * <p>What is public is the API; the engine behind it, structs, their integration, indexes and codecs, is not. The algorithm is
 * YATA (Nicolaescu et al., "Near Real-Time Peer-to-Peer Shared Editing on Extensible Data Types", GROUP 2016) with the additions
 * that yjs 13.6 made to it; it stands in {@code Integrator}. The wire grammar stands in {@code UpdateCursor}. Both are judged by
 * yjs itself: see {@code VectorTest} and {@code DifferentialTest}.
 */
@NullMarked
package dev.markco.yjs;

import org.jspecify.annotations.NullMarked;
