/** The relay: keeps documents in PostgreSQL and passes edits between clients. */
@NullMarked
package dev.markco.relay;

import org.jspecify.annotations.NullMarked;
