package dev.markco.relay.store;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A part of a document's past: what was made of it, in the order in which it was stored.
 *
 * @param changes each with who made it; together with all other pages, the whole past merged by id, of which the live part is
 *     the document
 * @param bytes the memory that the changes take, about
 * @param next where the next page begins; null when this is the last, which ends with what no snapshot covers yet
 */
public record PastPage(
        List<AuthoredUpdate> changes, long bytes, @Nullable PastPlace next) implements PastRead {
    public PastPage {
        changes = List.copyOf(changes);
    }
}
