package dev.markco.yjs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What this engine encodes of the recorded histories, the real yjs loads and reads as it read its own. */
final class VectorsInYjsTest {
    /** Histories a request to the Node process. */
    private static final int BATCH = 25;

    private static final YjsPeer yjs = new YjsPeer();

    @AfterAll
    static void stop() {
        yjs.close();
    }

    /** What one history becomes here: updates that make its end when a fresh document applies them. */
    @FunctionalInterface
    private interface Encoding {
        List<byte[]> of(Vectors.Vector vector);
    }

    private static void assertReadByYjs(Encoding encoding) {
        List<Vectors.Vector> vectors = Vectors.all();
        for (int from = 0; from < vectors.size(); from += BATCH) {
            List<Vectors.Vector> some = vectors.subList(from, Math.min(vectors.size(), from + BATCH));
            List<Map<String, Object>> requests = new ArrayList<>();
            for (Vectors.Vector vector : some) {
                List<String> updates =
                        encoding.of(vector).stream().map(YjsPeer::base64).toList();
                requests.add(YjsPeer.request("load", "updates", updates));
            }
            List<JsonNode> answers = yjs.batch(requests);
            for (int i = 0; i < some.size(); i++) {
                Map<String, @Nullable Object> shown = Reading.of(answers.get(i)).shown();
                Map<String, @Nullable Object> expected = expected(some.get(i));
                shown.keySet().retainAll(expected.keySet());
                assertThat(shown).as(some.get(i).name()).isEqualTo(expected);
            }
        }
    }

    private static Map<String, @Nullable Object> expected(Vectors.Vector vector) {
        Map<String, @Nullable Object> expected = new LinkedHashMap<>();
        for (String field : List.of("content", "rich", "map", "list", "xml")) {
            expected.put(field, Shown.json(vector.json().get(field)));
        }
        Map<Long, Integer> clocks = new LinkedHashMap<>();
        vector.json()
                .get("stateVector")
                .properties()
                .forEach(entry -> clocks.put(
                        Long.valueOf(entry.getKey()), entry.getValue().asInt()));
        expected.put("vector", StateVector.of(clocks));
        expected.put("pending", false);
        return expected;
    }

    private static YDoc applied(List<byte[]> updates) {
        YDoc doc = new YDoc();
        updates.forEach(doc::applyUpdate);
        return doc;
    }

    private static List<byte[]> firstHalf(Vectors.Vector vector) {
        return vector.updates().subList(0, vector.json().get("cut").asInt());
    }

    @Test
    @DisplayName("states")
    void states() {
        assertReadByYjs(vector -> List.of(applied(vector.updates()).encodeStateAsUpdate()));
    }

    @Test
    @DisplayName("half states with what is pending in them, and diffs for what yjs had half way")
    void diffs() {
        assertReadByYjs(vector -> List.of(
                applied(firstHalf(vector)).encodeStateAsUpdate(),
                applied(vector.updates()).encodeDiff(StateVector.decode(vector.bytes("halfVector")))));
    }

    @Test
    @DisplayName("all updates merged into one")
    void merged() {
        assertReadByYjs(vector -> List.of(Updates.merge(vector.updates())));
    }

    @Test
    @DisplayName("updates of yjs, and a diff of the merged ones for what it had half way")
    void mergedDiffs() {
        assertReadByYjs(vector -> {
            List<byte[]> updates = new ArrayList<>(firstHalf(vector));
            updates.add(Updates.diff(Updates.merge(vector.updates()), StateVector.decode(vector.bytes("halfVector"))));
            return updates;
        });
    }
}
