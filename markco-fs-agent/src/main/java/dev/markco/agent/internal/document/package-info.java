/**
 * One document: its two replicas, and the decisions that keep file, replicas and relay equal.
 */
@NullMarked
package dev.markco.agent.internal.document;

import org.jspecify.annotations.NullMarked;
