/** Whether this machine has what markco needs. */
@NullMarked
package dev.markco.cli.doctor;

import org.jspecify.annotations.NullMarked;
