package dev.markco.yjs.internal;

import java.util.ArrayDeque;

/**
 * What happens to structs when a transaction ends: deleted content is dropped, what stood below deleted types becomes GC
 * structs, and neighbours that one struct can express are merged. Other replicas see none of it.
 */
final class Collector {
    private Collector() {}

    static void collect(Transaction transaction, Replica replica) {
        if (!transaction.deletes.isEmpty()) {
            transaction.deletes.forEach((id, ranges) -> {
                StructList structs = replica.client(id).structs;
                ranges.forEach((from, to) -> structs.forEach(from, to, Collector::dropContent));
            });
            transaction.deletes.forEach((id, ranges) -> {
                StructList structs = replica.client(id).structs;
                ranges.forEach(structs::compact);
            });
        }
        for (Client client : transaction.touched) {
            client.structs.compact(client.clockBefore(transaction), client.nextClock());
        }
        for (int i = transaction.mergeCandidates.size() - 1; i >= 0; i--) {
            Struct struct = transaction.mergeCandidates.get(i);
            struct.client.structs.compact(struct.clock, struct.end());
        }
    }

    private static void dropContent(Struct struct) {
        if (!(struct instanceof Item item) || item.content == DeletedContent.INSTANCE) {
            return;
        }
        if (item.content instanceof TypeContent content) {
            ArrayDeque<SharedType> types = new ArrayDeque<>();
            for (SharedType type = content.type(); type != null; type = types.pollFirst()) {
                dropBelow(type, types);
            }
        }
        item.content = DeletedContent.INSTANCE;
    }

    private static void dropBelow(SharedType type, ArrayDeque<SharedType> types) {
        type.forEachChain(chain -> {
            for (Item child = chain.first; child != null; child = child.right) {
                if (child.content instanceof TypeContent content) {
                    types.add(content.type());
                }
                child.client.structs.replace(new Gc(child.client, child.clock, child.length));
            }
        });
        type.clear();
    }
}
