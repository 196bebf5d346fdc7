/**
 * What is decided about one document, from what was observed: no file, socket, thread or clock is touched here. Each decision
 * has a table in the tests.
 */
@NullMarked
package dev.markco.agent.internal.decision;

import org.jspecify.annotations.NullMarked;
