/** Completion of command lines in shells, generated from the command model. */
@org.jspecify.annotations.NullMarked
package dev.markco.cli.completion;
