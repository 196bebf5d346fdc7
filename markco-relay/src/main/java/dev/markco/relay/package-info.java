/** The relay: keeps documents in PostgreSQL and passes edits between clients; here it is put together and taken apart. */
@NullMarked
package dev.markco.relay;

import org.jspecify.annotations.NullMarked;
