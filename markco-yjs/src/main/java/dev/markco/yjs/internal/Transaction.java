package dev.markco.yjs.internal;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a running transaction has added and deleted so far; one object serves all transactions of a replica in turn. */
final class Transaction {
    /** Number of the transaction within its replica. */
    long serial = -1;

    @Nullable
    Object origin;

    /** Clients of which structs were added. */
    final List<Client> touched = new ArrayList<>(1);

    /** Clients of which ids were deleted that were not before. */
    final List<Client> deletedFrom = new ArrayList<>(1);

    /** Items that may now merge with a neighbour, though nothing was added or deleted there: halves of splits, mostly. */
    final List<Struct> mergeCandidates = new ArrayList<>();

    /** Types that changed and that somebody observes. */
    final Set<SharedType> observed = new LinkedHashSet<>();

    /** Sequences that have grown so long that they want an index when all is done. */
    final List<Sequence> unindexed = new ArrayList<>();

    /** Whether someone else's update brought structs under this replica's own client id. */
    boolean ownIdUsedByOthers;

    /** Starts anew. */
    void begin(@Nullable Object origin) {
        serial++;
        this.origin = origin;
        if (!touched.isEmpty()) {
            touched.clear();
        }
        if (!deletedFrom.isEmpty()) {
            deletedFrom.clear();
        }
        if (!mergeCandidates.isEmpty()) {
            mergeCandidates.clear();
        }
        if (!observed.isEmpty()) {
            observed.clear();
        }
        if (!unindexed.isEmpty()) {
            unindexed.clear();
        }
        ownIdUsedByOthers = false;
    }

    void touch(Client client) {
        if (client.touch(this)) {
            touched.add(client);
        }
    }

    /** Notes that ids are deleted that were not before. */
    void delete(Struct struct) {
        Client client = struct.client;
        if (client.touchDeletes(this)) {
            deletedFrom.add(client);
        }
        client.deletes.add(struct.clock, struct.end());
    }

    void changed(SharedType type) {
        if (type.isObserved()) {
            observed.add(type);
        }
    }

    boolean adds(Struct struct) {
        return struct.clock >= struct.client.clockBefore(this);
    }

    boolean deletes(Struct struct) {
        return struct.isDeleted() && struct.client.hasDeletedIn(this, struct.clock);
    }

    boolean isEmpty() {
        return touched.isEmpty() && deletedFrom.isEmpty();
    }
}
