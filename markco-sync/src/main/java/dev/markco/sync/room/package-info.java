/** One live document with its connections, awareness and flow control. */
@NullMarked
package dev.markco.sync.room;

import org.jspecify.annotations.NullMarked;
