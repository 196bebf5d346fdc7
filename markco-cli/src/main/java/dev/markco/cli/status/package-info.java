/** How relay, database, projects and agent stand, gathered and drawn. */
@NullMarked
package dev.markco.cli.status;

import org.jspecify.annotations.NullMarked;
