package dev.markco.sync.room;

import dev.markco.yjs.StateVector;
import dev.markco.yjs.Updates;
import java.util.HashMap;
import java.util.Map;

/** What a slow client surely has: of each client id in an update it never got, only what came before that update. */
final class ResyncPoint {
    private final Map<Long, Integer> known = new HashMap<>();

    /** Notes an update that will not be sent. */
    void lower(byte[] update) {
        Updates.firstClocks(update).forEach((client, clock) -> known.merge(client, clock, Math::min));
    }

    /** The state vector to encode the resync against, given that of the whole document. */
    StateVector vector(StateVector current) {
        Map<Long, Integer> clocks = new HashMap<>();
        for (long client : current.clients()) {
            clocks.put(client, current.get(client));
        }
        known.forEach((client, clock) -> clocks.merge(client, clock, Math::min));
        clocks.values().removeIf(clock -> clock == 0);
        return StateVector.of(clocks);
    }
}
