/**
 * The way to the relay: one multiplexed socket and the HTTP API.
 */
@NullMarked
package dev.markco.agent.internal.uplink;

import org.jspecify.annotations.NullMarked;
