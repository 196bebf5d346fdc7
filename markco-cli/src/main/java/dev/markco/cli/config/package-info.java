/** Where options that were not given on the command line get their values from. */
@NullMarked
package dev.markco.cli.config;

import org.jspecify.annotations.NullMarked;
