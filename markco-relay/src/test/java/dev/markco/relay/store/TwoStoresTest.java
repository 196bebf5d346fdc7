package dev.markco.relay.store;

import static dev.markco.relay.store.StoreFixture.change;
import static dev.markco.relay.store.StoreFixture.insertion;
import static dev.markco.relay.store.StoreFixture.key;
import static org.assertj.core.api.Assertions.assertThat;

import dev.markco.sync.DocumentKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Two relays' stores on one database, doing everything at once to the same documents. */
final class TwoStoresTest {
    private static final int SEEDS = Integer.getInteger("markco.seeds", 25);
    private static final int DOCUMENTS = 3;
    private static final int STEPS = 12;

    @Test
    @DisplayName("R3 R14 R15 two stores append, create, snapshot and load the same documents: the text is the union")
    void nothingIsLost() throws Exception {
        try (StoreFixture one = StoreFixture.fresh();
                StoreFixture two = StoreFixture.on(one.url)) {
            ExecutorService pool = Executors.newFixedThreadPool(4);
            try {
                for (int seed = 1; seed <= SEEDS; seed++) {
                    run(seed, pool, List.of(one.store, two.store), one);
                }
            } finally {
                pool.shutdownNow();
            }
        }
    }

    private static void run(int seed, ExecutorService pool, List<DocumentStore> stores, StoreFixture db)
            throws Exception {
        Map<DocumentKey, Set<String>> stored = new ConcurrentHashMap<>();
        Map<DocumentKey, Integer> creations = new ConcurrentHashMap<>();
        List<Callable<Void>> workers = new ArrayList<>();
        for (int worker = 0; worker < 4; worker++) {
            Random random = new Random(seed * 31L + worker);
            DocumentStore store = stores.get(worker % 2);
            String name = "s" + seed + "w" + worker + "n";
            workers.add(() -> {
                for (int step = 0; step < STEPS; step++) {
                    step(random, seed, name + step + " ", store, stored, creations);
                }
                return null;
            });
        }
        for (Future<Void> future : pool.invokeAll(workers)) {
            future.get();
        }
        assertThat(stored).as("seed %s", seed).isNotEmpty();
        stored.forEach((key, words) -> {
            assertThat(db.text(key).split(" "))
                    .as("seed %s, %s before the last snapshot", seed, key)
                    .containsExactlyInAnyOrderElementsOf(
                            words.stream().map(String::strip).toList());
            db.snapshot(key);
            assertThat(db.text(key).split(" "))
                    .as("seed %s, %s", seed, key)
                    .containsExactlyInAnyOrderElementsOf(
                            words.stream().map(String::strip).toList());
        });
        assertThat(creations.values()).as("seed %s, creations", seed).allMatch(count -> count == 1);
        assertThat(db.count("document_updates")).as("seed %s, log rows", seed).isZero();
    }

    private static void step(
            Random random,
            int seed,
            String word,
            DocumentStore store,
            Map<DocumentKey, Set<String>> stored,
            Map<DocumentKey, Integer> creations) {
        DocumentKey key = key("seed " + seed + " document " + random.nextInt(DOCUMENTS));
        switch (random.nextInt(5)) {
            case 0 -> StoreFixture.snapshot(store, key);
            case 1 -> {
                if (store.create(change(key, insertion(word))) instanceof Creation.Created) {
                    creations.merge(key, 1, Integer::sum);
                    add(stored, key, word);
                }
            }
            case 2 -> {
                DocumentKey other = key("seed " + seed + " document " + random.nextInt(DOCUMENTS));
                List<AuthoredUpdate> batch = other.equals(key)
                        ? List.of(change(key, insertion(word)))
                        : List.of(change(other, insertion(word)), change(key, insertion(word)));
                store.append(batch);
                batch.forEach(update -> add(stored, update.key(), word));
            }
            case 3 ->
                store.load(key).ifPresent(found -> {
                    String etag = StoreFixture.doc(found.state()).stateDigest();
                    if (store.replaceIf(change(key, insertion(word)), etag) instanceof Replacement.Stored) {
                        add(stored, key, word);
                    }
                });
            default -> {
                store.append(List.of(change(key, insertion(word))));
                add(stored, key, word);
            }
        }
    }

    private static void add(Map<DocumentKey, Set<String>> stored, DocumentKey key, String word) {
        stored.computeIfAbsent(key, k -> ConcurrentHashMap.newKeySet()).add(word);
    }
}
