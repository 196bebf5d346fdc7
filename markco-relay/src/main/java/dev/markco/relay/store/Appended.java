package dev.markco.relay.store;

import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * What became of updates that were stored.
 *
 * @param ids the documents in whose log they are
 * @param homeless those whose document is gone for good: they are in {@code document_updates_set_aside}, never in another
 *     document that has the name now (R21)
 */
public record Appended(Map<DocumentRef, UUID> ids, List<AuthoredUpdate> homeless) {
    public Appended {
        ids = Map.copyOf(ids);
        homeless = List.copyOf(homeless);
    }
}
