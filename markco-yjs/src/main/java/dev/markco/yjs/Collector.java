package dev.markco.yjs;

import java.util.ArrayDeque;
import java.util.List;

/**
 * What happens to structs when a transaction ends: deleted content is dropped, what stood below deleted types becomes GC
 * structs, and neighbours that one struct can express are merged. Other replicas see none of it.
 */
final class Collector {
    private Collector() {}

    static void collect(Transaction transaction) {
        List<Client> deletedFrom = transaction.deletedFrom;
        for (int i = 0; i < deletedFrom.size(); i++) {
            Client client = deletedFrom.get(i);
            client.deletes.forEach((from, to) -> client.structs.forEach(from, to, Collector::dropContent));
        }
        for (int i = 0; i < deletedFrom.size(); i++) {
            Client client = deletedFrom.get(i);
            client.deletes.forEach(client.structs::compact);
        }
        List<Client> touched = transaction.touched;
        for (int i = 0; i < touched.size(); i++) {
            Client client = touched.get(i);
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
