/**
 * Where PostgreSQL is: a server named by {@code DATABASE_URL}, or one of our own that runs from the data directory.
 *
 * <p>{@link dev.markco.relay.postgres.EmbeddedPostgres} keeps people's text, so it runs with fsync on, a generated
 * password and one owner a directory; see its documentation for what happens after a crash.
 */
@NullMarked
package dev.markco.relay.postgres;

import org.jspecify.annotations.NullMarked;
