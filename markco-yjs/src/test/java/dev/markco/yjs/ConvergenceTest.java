package dev.markco.yjs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Replicas that have seen the same updates are equal, whatever the order, the repeats and the partitions. */
final class ConvergenceTest {
    static LongStream seeds() {
        return Seeds.all();
    }

    @ParameterizedTest
    @MethodSource("seeds")
    @DisplayName("replicas converge after partitions, with updates shuffled and repeated")
    void converge(long seed) {
        Random random = new Random(seed);
        int count = 2 + random.nextInt(4);
        List<YDoc> docs = new ArrayList<>();
        List<byte[]> updates = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            YDoc doc = new YDoc(1 + (random.nextLong() & 0xf_ffff_ffff_ffffL));
            doc.observeUpdate((update, origin) -> {
                if (origin == null) {
                    updates.add(update);
                }
            });
            docs.add(doc);
        }
        for (int round = 0; round < 6; round++) {
            for (YDoc doc : docs) {
                for (int i = random.nextInt(6); i > 0; i--) {
                    RandomEdits.edit(doc, random);
                }
            }
            YDoc from = docs.get(random.nextInt(count));
            YDoc to = docs.get(random.nextInt(count));
            to.applyUpdate(from.encodeDiff(to.stateVector()), "sync");
            to.replica().check();
        }
        for (YDoc doc : docs) {
            List<byte[]> shuffled = new ArrayList<>(updates);
            shuffled.addAll(updates.subList(0, updates.size() / 3));
            Collections.shuffle(shuffled, random);
            shuffled.forEach(update -> doc.applyUpdate(update, "network"));
            doc.replica().check();
        }
        YDoc merged = new YDoc();
        merged.applyUpdate(Updates.merge(updates));
        docs.add(merged);
        YDoc first = docs.get(0);
        for (YDoc doc : docs) {
            assertThat(doc.hasPending()).as("seed %d", seed).isFalse();
            assertThat(doc.stateDigest()).as("seed %d", seed).isEqualTo(first.stateDigest());
            assertSameContent(doc, first, "seed " + seed);
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    @DisplayName("a state with pending structs and deletes loses nothing when it is stored, loaded and diffed")
    void pendingIsState(long seed) {
        Random random = new Random(seed);
        YDoc author = new YDoc(1 + random.nextInt(1 << 30));
        List<byte[]> updates = new ArrayList<>();
        author.observeUpdate((update, origin) -> updates.add(update));
        YDoc second = new YDoc(1 + random.nextInt(1 << 30));
        second.observeUpdate((update, origin) -> {
            if (origin == null) {
                updates.add(update);
            }
        });
        for (int i = 0; i < 30; i++) {
            RandomEdits.edit(author, random);
            second.applyUpdate(author.encodeDiff(second.stateVector()), "sync");
            RandomEdits.edit(second, random);
            author.applyUpdate(second.encodeDiff(author.stateVector()));
        }
        Collections.shuffle(updates, random);
        YDoc doc = new YDoc();
        for (byte[] update : updates) {
            doc.applyUpdate(update);
            if (random.nextInt(4) == 0) {
                YDoc loaded = new YDoc();
                loaded.applyUpdate(doc.encodeStateAsUpdate());
                loaded.replica().check();
                assertThat(loaded.stateDigest()).as("seed %d", seed).isEqualTo(doc.stateDigest());
                assertThat(loaded.hasPending()).as("seed %d", seed).isEqualTo(doc.hasPending());
                doc = loaded;
            }
        }
        assertThat(doc.hasPending()).as("seed %d", seed).isFalse();
        assertThat(doc.stateDigest()).as("seed %d", seed).isEqualTo(author.stateDigest());
        assertSameContent(doc, author, "seed " + seed);
    }

    static void assertSameContent(YDoc actual, YDoc expected, String what) {
        assertThat(actual.getText("content").toString())
                .as(what)
                .isEqualTo(expected.getText("content").toString());
        assertThat(Shown.delta(actual.getText("rich"))).as(what).isEqualTo(Shown.delta(expected.getText("rich")));
        assertThat(Shown.java(actual.getMap("map"))).as(what).isEqualTo(Shown.java(expected.getMap("map")));
        assertThat(Shown.java(actual.getArray("list"))).as(what).isEqualTo(Shown.java(expected.getArray("list")));
    }
}
