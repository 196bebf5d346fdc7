/**
 * The two replicas of a document: their log and its replay, the text in them, and how two histories become one.
 */
@NullMarked
package dev.markco.agent.internal.replica;

import org.jspecify.annotations.NullMarked;
