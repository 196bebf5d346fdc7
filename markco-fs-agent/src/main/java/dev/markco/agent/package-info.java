/** The filesystem agent: keeps a project directory and its documents equal. */
@NullMarked
package dev.markco.agent;

import org.jspecify.annotations.NullMarked;
