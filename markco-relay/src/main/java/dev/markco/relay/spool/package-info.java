/**
 * The local spool: updates that PostgreSQL has not taken yet, on the relay's own disk, so that even kill -9 or a power cut
 * during an outage loses none of them.
 *
 * <p>{@link dev.markco.relay.spool.SpoolFormat} is the grammar of its files, {@link dev.markco.relay.spool.SpoolReader} and
 * {@link dev.markco.relay.spool.SpoolWriter} are pure; {@link dev.markco.relay.spool.Spool} does the input and output.
 */
@NullMarked
package dev.markco.relay.spool;

import org.jspecify.annotations.NullMarked;
