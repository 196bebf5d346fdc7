package dev.markco.sync.room;

import dev.markco.sync.protocol.AwarenessUpdate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The table of who is present in a room and which connection speaks for whom.
 *
 * <p>The last connection that spoke for a client owns it (R27): only that one's end removes it, with null at the same
 * clock, so that a half-open socket that closes late does not hide a user who is back already. A state that is known already
 * makes its sender the owner only if that one speaks for nobody yet: y-websocket clients begin with their own state, and
 * send back what they are told of others. Times are milliseconds of any steady clock. Confined to the room's lock.
 */
final class Awareness {
    /** How long a state lives without being refreshed; clients refresh theirs about every 15 s. */
    static final long STATE_TTL_MILLIS = 30_000;

    /** How long a removed client's clock is remembered, so that an old state cannot bring it back. */
    static final long TOMBSTONE_TTL_MILLIS = 60_000;

    private final Map<Long, Presence> clients = new HashMap<>();
    private final int maxClientsPerOwner;

    Awareness(int maxClientsPerOwner) {
        this.maxClientsPerOwner = maxClientsPerOwner;
    }

    private static final class Presence {
        private long clock;
        private @Nullable String state;
        private @Nullable Object owner;
        private long heardAt;
    }

    /**
     * Takes in what a connection sent and returns what of it is to be passed on: newer clocks, refreshes included, and
     * removals at the same clock. Clients beyond the bound per connection are left out.
     */
    AwarenessUpdate apply(AwarenessUpdate update, Object owner, long now) {
        List<AwarenessUpdate.Entry> accepted = new ArrayList<>();
        boolean begins = owned(owner) == 0;
        for (AwarenessUpdate.Entry entry : update.entries()) {
            Presence presence = clients.get(entry.client());
            if (presence == null) {
                if (entry.state() == null || owned(owner) >= maxClientsPerOwner) {
                    continue;
                }
                presence = new Presence();
                presence.clock = -1;
                clients.put(entry.client(), presence);
            }
            boolean newer = entry.clock() > presence.clock;
            boolean removed = entry.clock() == presence.clock && entry.state() == null && presence.state != null;
            boolean again = entry.clock() == presence.clock && begins;
            if ((newer || again) && entry.state() != null) {
                presence.owner = owner;
            }
            // Who comes back with the clock it left with: clients know it as gone until its next clock, newcomers do
            // not. The echo of somebody who is gone is no such one.
            boolean back = again && entry.state() != null && presence.state == null;
            if (newer || removed || back) {
                presence.clock = entry.clock();
                presence.state = entry.state();
                presence.heardAt = now;
                accepted.add(entry);
            }
        }
        return new AwarenessUpdate(accepted);
    }

    /** Removes what a connection spoke for, and returns the removals to pass on. */
    AwarenessUpdate leave(Object owner, long now) {
        List<AwarenessUpdate.Entry> gone = new ArrayList<>();
        clients.forEach((client, presence) -> {
            if (presence.owner == owner) {
                presence.owner = null;
                if (presence.state != null) {
                    gone.add(remove(client, presence, now));
                }
            }
        });
        return new AwarenessUpdate(gone);
    }

    /** Removes states that nobody refreshed in time, and returns the removals to pass on. */
    AwarenessUpdate expire(long now) {
        List<AwarenessUpdate.Entry> gone = new ArrayList<>();
        Iterator<Map.Entry<Long, Presence>> all = clients.entrySet().iterator();
        while (all.hasNext()) {
            Map.Entry<Long, Presence> one = all.next();
            Presence presence = one.getValue();
            long silent = now - presence.heardAt;
            if (presence.state != null && silent >= STATE_TTL_MILLIS) {
                gone.add(remove(one.getKey(), presence, now));
            } else if (presence.state == null && silent >= TOMBSTONE_TTL_MILLIS) {
                all.remove();
            }
        }
        return new AwarenessUpdate(gone);
    }

    /** Everyone present. */
    AwarenessUpdate states() {
        List<AwarenessUpdate.Entry> present = new ArrayList<>();
        clients.forEach((client, presence) -> {
            if (presence.state != null) {
                present.add(new AwarenessUpdate.Entry(client, presence.clock, presence.state));
            }
        });
        return new AwarenessUpdate(present);
    }

    private static AwarenessUpdate.Entry remove(long client, Presence presence, long now) {
        presence.state = null;
        presence.heardAt = now;
        return new AwarenessUpdate.Entry(client, presence.clock, null);
    }

    private int owned(Object owner) {
        int count = 0;
        for (Presence presence : clients.values()) {
            if (presence.owner == owner) {
                count++;
            }
        }
        return count;
    }
}
