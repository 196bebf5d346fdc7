/** Who a request comes from, and whether it may come at all. */
@NullMarked
package dev.markco.relay.identity;

import org.jspecify.annotations.NullMarked;
