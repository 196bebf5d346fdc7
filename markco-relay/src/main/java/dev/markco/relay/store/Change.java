package dev.markco.relay.store;

import dev.markco.sync.DocumentKey;
import java.util.List;
import java.util.UUID;

/** What PostgreSQL says of a document that a relay has open (R16). */
public sealed interface Change {
    UUID document();

    /**
     * It is there.
     *
     * @param asked the version that the relay said it had
     * @param key the name it has now
     * @param version its snapshot's number
     * @param updates the snapshot, if the relay may lack some of it, and the log rows of other relays
     */
    record Present(UUID document, long asked, DocumentKey key, long version, List<byte[]> updates) implements Change {
        public Present {
            updates = List.copyOf(updates);
        }
    }

    /** It is in the trash, or gone altogether. */
    record Gone(UUID document) implements Change {}
}
