/** Who uses a file: by tables, with a kernel, and with the programs that people use. */
@NullMarked
package dev.markco.agent.internal.use;

import org.jspecify.annotations.NullMarked;
