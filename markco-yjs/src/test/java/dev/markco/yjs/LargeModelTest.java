package dev.markco.yjs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Sequences of thousands of items that cannot merge, grown, emptied and grown again: the index gets and loses levels, the
 * lists of structs split and join their chunks. Every edit is checked by what it left near its place, the whole and its
 * invariants every few hundred edits.
 */
final class LargeModelTest {
    private static final int ITEMS = 5_000;
    private static final int CHECK_EVERY = 500;

    /** Grows to {@link #ITEMS}, shrinks to a tenth, and so on; {@code size} is that of the sequence. */
    private static boolean grows(int size, boolean growing) {
        return size < (growing ? ITEMS : ITEMS / 10);
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3})
    @DisplayName("a text of thousands of items equals its string, also after everything written late was deleted")
    void largeText(long seed) {
        Random random = new Random(seed);
        StringBuilder model = new StringBuilder("0123456789".repeat(ITEMS / 10));
        YDoc doc = new YDoc(1);
        doc.getText("t").insert(0, model.toString());
        boolean growing = false;
        for (int step = 1; step <= 4 * ITEMS; step++) {
            YText text = doc.getText("t");
            growing = grows(model.length(), growing);
            int at = random.nextInt(model.length() + 1);
            if (growing || model.isEmpty()) {
                String piece = Character.toString((char) ('a' + random.nextInt(26)))
                        .repeat(1 + random.nextInt(random.nextInt(20) == 0 ? 100 : 2));
                model.insert(at, piece);
                text.insert(at, piece);
            } else {
                int end = Math.min(model.length(), at + 1 + random.nextInt(random.nextInt(50) == 0 ? 200 : 3));
                model.delete(at, end);
                text.delete(at, end - at);
            }
            assertThat(text.length()).as("seed %d, step %d", seed, step).isEqualTo(model.length());
            if (step % CHECK_EVERY == 0) {
                assertText(doc, model.toString(), "seed " + seed + ", step " + step);
                doc = step % (4 * CHECK_EVERY) == 0 ? loaded(doc) : doc;
            }
        }
        StateVector known = doc.stateVector();
        for (int i = 0; i < CHECK_EVERY; i++) {
            doc.getText("t").insert(random.nextInt(model.length() + 1 + i), "x");
        }
        doc.deleteBeyond(known);
        assertText(doc, model.toString(), "seed " + seed + ", after deleteBeyond");
    }

    private static void assertText(YDoc doc, String expected, String what) {
        doc.replica().check();
        assertThat(doc.getText("t").toString()).as(what).isEqualTo(expected);
    }

    private static YDoc loaded(YDoc doc) {
        YDoc loaded = new YDoc(doc.clientId() + 1);
        loaded.applyUpdate(doc.encodeStateAsUpdate());
        assertThat(loaded.stateDigest()).isEqualTo(doc.stateDigest());
        return loaded;
    }

    @ParameterizedTest(name = "step {0}")
    @ValueSource(ints = {1, -1, 2, -2, 617, 1021})
    @DisplayName("a long run cut at every place, in order, backwards or all over, equals its string")
    void cutEverywhere(int step) {
        int units = 4_093; // a prime, so that every step visits every place
        YDoc doc = new YDoc(1);
        YText text = doc.getText("t");
        text.insert(0, "x".repeat(units));
        char[] model = "x".repeat(units).toCharArray();
        for (int i = 0, at = 0; i < units; i++, at = Math.floorMod(at + step, units)) {
            // Replaced, not only deleted, so that positions stay.
            text.delete(at, 1);
            text.insert(at, "y");
            model[at] = 'y';
            if (i % (CHECK_EVERY / 2) == 0) {
                assertText(doc, new String(model), "step " + step + ", cut " + i);
            }
        }
        assertText(doc, "y".repeat(units), "step " + step);
        loaded(doc);
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2})
    @DisplayName("an array of thousands of items equals its list at every place looked at")
    void largeArray(long seed) {
        Random random = new Random(seed);
        List<@Nullable Object> model = new ArrayList<>();
        YDoc doc = new YDoc(1);
        boolean growing = true;
        for (int step = 1; step <= 3 * ITEMS; step++) {
            YArray array = doc.getArray("a");
            growing = grows(model.size(), growing);
            int at = random.nextInt(model.size() + 1);
            if (growing || model.isEmpty()) {
                Object value = random.nextBoolean() ? "v" + step : (Object) (long) step;
                model.add(at, value);
                array.insert(at, value);
            } else {
                int count = Math.min(model.size() - at, 1 + random.nextInt(3));
                model.subList(at, at + count).clear();
                array.delete(at, count);
            }
            if (!model.isEmpty()) {
                int place = random.nextInt(model.size());
                assertThat(array.get(place)).as("seed %d, step %d", seed, step).isEqualTo(model.get(place));
            }
            if (step % CHECK_EVERY == 0) {
                doc.replica().check();
                assertThat(array.values()).as("seed %d, step %d", seed, step).isEqualTo(model);
                doc = step % (4 * CHECK_EVERY) == 0 ? loaded(doc) : doc;
            }
        }
    }
}
