/**
 * The life of one document: it is opened when there is something to do, looked after in turns, and put to rest or ended.
 */
@NullMarked
package dev.markco.agent.internal.document;

import org.jspecify.annotations.NullMarked;
