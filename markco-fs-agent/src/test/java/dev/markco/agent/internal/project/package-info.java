/** Tests of what happens to a project as a whole. */
@NullMarked
package dev.markco.agent.internal.project;

import org.jspecify.annotations.NullMarked;
