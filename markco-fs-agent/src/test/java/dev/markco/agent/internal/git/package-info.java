/** What git does to a project, by tables and by directories. */
@NullMarked
package dev.markco.agent.internal.git;

import org.jspecify.annotations.NullMarked;
