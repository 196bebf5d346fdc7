package dev.markco.sync.room;

import dev.markco.yjs.YDoc;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The client ids of the edits that a server makes for people in one document: one for each hand, fresh with each load (R2), so that
 * what is somebody's can be told by its id (R41). Confined to the room's lock.
 */
final class EditorIds {
    /** Hands that are remembered; one that comes back after so many others gets a new id. */
    private static final int MOST = 32;

    /** Whose edits have an id in common. */
    private record Hand(@Nullable UUID author, Means means) {}

    /** Of all hands but the last, whose id is the document's. */
    private final Map<Hand, Long> ids = new LinkedHashMap<>();

    private @Nullable Hand last;

    /** Has the next edit of {@code doc} carry the id of its author. */
    void writeAs(Authorship by, YDoc doc) {
        Hand hand = new Hand(by.author(), by.means());
        if (hand.equals(last)) {
            return;
        }
        if (last != null) {
            // The document draws a new id by itself when an update of somebody else has this one.
            ids.put(last, doc.clientId());
            doc.setClientId(ids.computeIfAbsent(hand, absent -> YDoc.randomClientId()));
        }
        if (ids.size() > MOST) {
            ids.remove(ids.keySet().iterator().next());
        }
        last = hand;
    }
}
