package dev.markco.relay.store;

import java.time.Instant;
import java.util.UUID;

/**
 * A document in the trash.
 *
 * @param project the project it was in
 * @param docPath the path it had
 */
public record TrashedDocument(UUID id, String project, String docPath, Instant trashedAt) {}
