/**
 * What one document and the relay tell each other, over the socket and over HTTP.
 */
@NullMarked
package dev.markco.agent.internal.talk;

import org.jspecify.annotations.NullMarked;
