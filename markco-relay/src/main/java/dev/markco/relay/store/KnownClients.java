package dev.markco.relay.store;

import dev.markco.sync.room.Authorship;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Whose the Yjs clients of a document are: the hand that first brought something of one has written it, and any other that does
 * only brings it (R41). A connection that is made anew, of the same person by the same means, is the same hand.
 *
 * <p>Grows with the document's past, whose changes are to be given in their order. Not thread-safe.
 */
public final class KnownClients {
    private final Map<Long, Authorship> writers = new HashMap<>();

    /** Of the clients that a change has something of, those that it has not written but brought; ascending. */
    public Set<Long> broughtBy(Authorship by, Collection<Long> clients) {
        Set<Long> brought = new TreeSet<>();
        for (Long client : clients) {
            Authorship writer = writers.get(client);
            if (writer == null || writer.equals(Authorship.UNKNOWN)) {
                writers.put(client, by);
            } else if (!by.equals(Authorship.UNKNOWN) && !writer.isSameHand(by)) {
                brought.add(client);
            }
        }
        return brought;
    }
}
