/** The load benchmark of relays: the same frames to any y-websocket or Hocuspocus server. */
@NullMarked
package dev.markco.bench.load;

import org.jspecify.annotations.NullMarked;
