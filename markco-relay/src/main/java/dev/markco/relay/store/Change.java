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
     * @param known what the relay said it had
     * @param key the name it had when this was read
     * @param version its snapshot's number
     * @param updates the snapshot, if the relay may lack some of it, and log rows: those of other relays, or all if the
     *     relay may lack its own
     * @param logRows how many of these are log rows, which no snapshot covers yet
     */
    record Present(Known known, DocumentKey key, long version, List<byte[]> updates, int logRows) implements Change {
        public Present {
            updates = List.copyOf(updates);
        }

        @Override
        public UUID document() {
            return known.document();
        }
    }

    /** It is in the trash, or gone altogether. */
    record Gone(UUID document) implements Change {}
}
