/** The thin endpoints that tie Jetty's WebSocket sessions to rooms. */
@NullMarked
package dev.markco.sync.jetty;

import org.jspecify.annotations.NullMarked;
