/**
 * The server that local editors connect to.
 */
@NullMarked
package dev.markco.agent.internal.local;

import org.jspecify.annotations.NullMarked;
