/**
 * The engine behind the public types: structs, their integration, indexes and codecs. Not API.
 *
 * <p>The algorithm is YATA (Nicolaescu et al., "Near Real-Time Peer-to-Peer Shared Editing on Extensible Data Types", GROUP
 * 2016) with the additions that yjs 13.6 made to it; it stands in {@link dev.markco.yjs.internal.Integrator}. The wire
 * grammar stands in {@link dev.markco.yjs.internal.UpdateReader}.
 */
@NullMarked
package dev.markco.yjs.internal;

import org.jspecify.annotations.NullMarked;
