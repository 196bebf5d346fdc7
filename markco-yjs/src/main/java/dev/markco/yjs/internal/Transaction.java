package dev.markco.yjs.internal;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a running transaction has added and deleted so far. */
final class Transaction {
    /** Number of the transaction within its replica. */
    final long serial;

    final @Nullable Object origin;

    /** Clients of which structs were added. */
    final List<Client> touched = new ArrayList<>(1);

    /** Ids deleted that were not before. */
    final DeleteSet deletes = new DeleteSet();

    /** Items that may now merge with a neighbour, though nothing was added or deleted there: halves of splits, mostly. */
    final List<Struct> mergeCandidates = new ArrayList<>(2);

    /** Types that changed and that somebody observes. */
    final Set<SharedType> observed = new LinkedHashSet<>(2);

    /** Whether someone else's update brought structs under this replica's own client id. */
    boolean ownIdUsedByOthers;

    Transaction(long serial, @Nullable Object origin) {
        this.serial = serial;
        this.origin = origin;
    }

    void touch(Client client) {
        if (client.touch(this)) {
            touched.add(client);
        }
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
        return struct.isDeleted() && deletes.contains(struct.client.id, struct.clock);
    }

    boolean isEmpty() {
        return touched.isEmpty() && deletes.isEmpty();
    }
}
