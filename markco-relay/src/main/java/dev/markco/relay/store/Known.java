package dev.markco.relay.store;

import java.util.UUID;

/**
 * What a relay has of an open document.
 *
 * @param version the last snapshot that all of which is in memory
 */
public record Known(UUID document, long version) {}
