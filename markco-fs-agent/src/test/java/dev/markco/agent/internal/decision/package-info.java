/** What is decided about a document, by tables. */
@NullMarked
package dev.markco.agent.internal.decision;

import org.jspecify.annotations.NullMarked;
