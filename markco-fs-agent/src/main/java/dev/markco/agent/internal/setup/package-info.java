/** What all documents of a project share. */
@NullMarked
package dev.markco.agent.internal.setup;

import org.jspecify.annotations.NullMarked;
