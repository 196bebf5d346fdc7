package dev.markco.relay;

import dev.markco.relay.store.DocumentRef;
import dev.markco.sync.room.RoomLease;

/**
 * A document that is open.
 *
 * @param document its name and identity, which change with it
 * @param lease what keeps it in memory; whoever opened it closes this
 */
public record OpenDocument(DocumentRef document, RoomLease lease) {}
