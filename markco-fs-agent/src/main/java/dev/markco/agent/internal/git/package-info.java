/**
 * What git is doing to the files of a project, as far as that matters for taking their changes.
 */
@NullMarked
package dev.markco.agent.internal.git;

import org.jspecify.annotations.NullMarked;
