/** The {@code markco} command. */
@NullMarked
package dev.markco.cli;

import org.jspecify.annotations.NullMarked;
