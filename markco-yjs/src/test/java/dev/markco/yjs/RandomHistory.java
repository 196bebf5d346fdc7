package dev.markco.yjs;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** What a few replicas wrote, now and then in exchange with each other, with the states they went through. */
final class RandomHistory {
    /** A replica as it once was. */
    record Moment(StateVector vector, byte[] state) {}

    /** Everything that was written, one update a transaction. */
    final List<byte[]> updates = new ArrayList<>();

    final List<Moment> moments = new ArrayList<>();

    /** A replica that has seen everything. */
    final YDoc all = new YDoc();

    private final Random random;

    RandomHistory(Random random) {
        this.random = random;
        List<YDoc> docs = new ArrayList<>();
        for (int i = 2 + random.nextInt(3); i > 0; i--) {
            YDoc doc = new YDoc(1 + (random.nextLong() & 0xffff_ffffL));
            doc.observeUpdate((update, origin) -> {
                if (origin == null) {
                    updates.add(update);
                }
            });
            docs.add(doc);
        }
        for (int step = 40; step > 0; step--) {
            YDoc doc = docs.get(random.nextInt(docs.size()));
            if (random.nextInt(5) > 0) {
                RandomEdits.edit(doc, random);
            } else {
                YDoc other = docs.get(random.nextInt(docs.size()));
                doc.applyUpdate(other.encodeDiff(doc.stateVector()), "sync");
                moments.add(new Moment(doc.stateVector(), doc.encodeStateAsUpdate()));
            }
        }
        updates.forEach(all::applyUpdate);
    }

    /** A vector of clocks that need not be those of any replica at any time, and may lie within a surrogate pair. */
    StateVector anyVector() {
        StateVector end = all.stateVector();
        Map<Long, Integer> clocks = new HashMap<>();
        for (long client : end.clients()) {
            if (random.nextInt(4) > 0) {
                clocks.put(client, random.nextInt(end.get(client) + 2));
            }
        }
        return StateVector.of(clocks);
    }

    /** Some updates, states, merges and tails of them, in any order and repeated: they overlap and leave holes. */
    List<byte[]> parts() {
        List<byte[]> parts = new ArrayList<>();
        for (byte[] update : updates) {
            if (random.nextInt(8) > 0) {
                parts.add(update);
            }
        }
        for (int i = random.nextInt(6); i > 0 && !parts.isEmpty(); i--) {
            int from = random.nextInt(parts.size());
            int to = from + 1 + random.nextInt(Math.min(6, parts.size() - from));
            parts.add(
                    switch (random.nextInt(4)) {
                        case 0 -> Updates.merge(parts.subList(from, to));
                        case 1 -> Updates.diff(parts.get(from), anyVector());
                        case 2 -> all.encodeDiff(anyVector());
                        default -> moments.isEmpty() ? parts.get(from) : pick(moments).state;
                    });
        }
        Collections.shuffle(parts, random);
        return parts;
    }

    Moment moment() {
        return moments.isEmpty() ? new Moment(StateVector.EMPTY, Updates.empty()) : pick(moments);
    }

    private <T> T pick(List<T> values) {
        return values.get(random.nextInt(values.size()));
    }
}
