/** The messages of y-protocols and the two framings they travel in: y-websocket and Hocuspocus. */
@NullMarked
package dev.markco.sync.protocol;

import org.jspecify.annotations.NullMarked;
