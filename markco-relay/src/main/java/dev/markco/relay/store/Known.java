package dev.markco.relay.store;

import dev.markco.sync.DocumentKey;
import java.util.UUID;

/**
 * What a relay has of an open document.
 *
 * @param key the name that it knows the document by
 * @param version the newest snapshot all of which is in memory; -1 when even this relay's own rows may not be
 */
public record Known(UUID document, DocumentKey key, long version) {}
