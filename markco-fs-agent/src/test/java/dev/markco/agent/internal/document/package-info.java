/** One document's decisions, its crashes and its races. */
@NullMarked
package dev.markco.agent.internal.document;

import org.jspecify.annotations.NullMarked;
