package dev.markco.relay.store;

import java.util.UUID;

/**
 * What a relay has of an open document.
 *
 * @param version the newest snapshot all of which is in memory; -1 when even this relay's own rows may not be
 */
public record Known(UUID document, long version) {}
