/** What is at the other end of the output: a terminal or not, with colours or without. */
@NullMarked
package dev.markco.cli.terminal;

import org.jspecify.annotations.NullMarked;
