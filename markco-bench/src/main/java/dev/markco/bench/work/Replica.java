package dev.markco.bench.work;

import dev.markco.yjs.YDoc;
import java.util.ArrayList;
import java.util.List;

/** A user's document, which keeps the updates of its own transactions for the others. */
final class Replica {
    /** The client id of the first replica; the next ones follow. The same in {@code interop/bench/documents.mjs}. */
    static final long FIRST_CLIENT = 2_000_000_001L;

    private static final Object REMOTE = new Object();

    final YDoc doc;
    final List<byte[]> updates = new ArrayList<>();

    Replica(int index) {
        doc = new YDoc(FIRST_CLIENT + index);
        doc.observeUpdate((update, origin) -> {
            if (origin != REMOTE) {
                updates.add(update);
            }
        });
    }

    void receive(byte[] update) {
        doc.applyUpdate(update, REMOTE);
    }

    /** In one transaction. */
    void receiveAll(List<byte[]> all) {
        doc.transact(REMOTE, () -> all.forEach(doc::applyUpdate));
    }
}
