/** A whole project: all its documents, found by scans, by watching, on the relay and by local editors. */
@NullMarked
package dev.markco.agent.internal.project;

import org.jspecify.annotations.NullMarked;
