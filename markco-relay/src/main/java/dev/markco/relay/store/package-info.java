/**
 * Documents in PostgreSQL: an append-only log of updates beside merged snapshots.
 *
 * <p>{@link dev.markco.relay.store.DocumentStore} is the only place that knows the SQL. An update is durable once {@link
 * dev.markco.relay.store.UpdateLog} has committed it to {@code document_updates}; {@link
 * dev.markco.relay.store.Snapshotter} folds log rows into the snapshot in {@code documents} later. A snapshot is always
 * a merge with what is stored, so any number of relays may write the same documents.
 */
@NullMarked
package dev.markco.relay.store;

import org.jspecify.annotations.NullMarked;
