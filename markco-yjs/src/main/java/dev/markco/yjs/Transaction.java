package dev.markco.yjs;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a running transaction has added and deleted so far; one object serves all transactions of a replica in turn. */
final class Transaction {
    /** Entries that a list keeps room for. */
    private static final int KEPT = 64;

    /** Number of the transaction within its replica. */
    long serial = -1;

    @Nullable
    Object origin;

    /** Clients of which structs were added. */
    List<Client> touched = new ArrayList<>(1);

    /** Clients of which ids were deleted that were not before. */
    List<Client> deletedFrom = new ArrayList<>(1);

    /** Items that may now merge with a neighbour, though nothing was added or deleted there: halves of splits, mostly. */
    List<Struct> mergeCandidates = new ArrayList<>();

    /** Types that changed and that somebody observes. */
    final Set<SharedType> observed = new LinkedHashSet<>();

    /** Sequences that have grown so long that they want an index when all is done. */
    List<Sequence> unindexed = new ArrayList<>();

    /** Whether someone else's update brought structs under this replica's own client id. */
    boolean ownIdUsedByOthers;

    /** Starts anew, after {@link #end}. */
    void begin(@Nullable Object origin) {
        serial++;
        this.origin = origin;
    }

    /** Lets go of all that it has held on to. */
    void end() {
        origin = null;
        for (int i = 0; i < deletedFrom.size(); i++) {
            deletedFrom.get(i).deletes.clear();
        }
        touched = emptied(touched);
        deletedFrom = emptied(deletedFrom);
        mergeCandidates = emptied(mergeCandidates);
        unindexed = emptied(unindexed);
        if (!observed.isEmpty()) {
            observed.clear();
        }
        ownIdUsedByOthers = false;
    }

    /** The list without entries, or a new one if it has become large. */
    private static <T> List<T> emptied(List<T> list) {
        if (list.size() > KEPT) {
            return new ArrayList<>();
        }
        if (!list.isEmpty()) {
            list.clear();
        }
        return list;
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
