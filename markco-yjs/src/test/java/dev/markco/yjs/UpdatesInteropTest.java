package dev.markco.yjs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/** The functions that work on updates, against those of the real yjs on the same bytes. */
final class UpdatesInteropTest {
    private static final YjsPeer yjs = new YjsPeer();

    @AfterAll
    static void stop() {
        yjs.close();
    }

    static LongStream seeds() {
        return Seeds.all();
    }

    @ParameterizedTest
    @MethodSource("seeds")
    @DisplayName("merges are the same to documents of both, and both complete them")
    void merge(long seed) {
        RandomHistory history = new RandomHistory(new Random(seed));
        List<byte[]> updates = history.updates;
        byte[] ours = Updates.merge(updates);
        byte[] theirs = YjsPeer.bytes(
                yjs.ask(
                        "merge",
                        "updates",
                        updates.stream().map(YjsPeer::base64).toList()),
                "merged");
        assertSame(ours, theirs, "seed " + seed);
        assertThat(loaded(ours).stateDigest()).as("seed %d", seed).isEqualTo(history.all.stateDigest());
        assertThat(ours).as("seed %d", seed).hasSizeLessThanOrEqualTo(theirs.length);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    @DisplayName("diffs are the same to documents of both")
    void diff(long seed) {
        RandomHistory history = new RandomHistory(new Random(seed));
        byte[] state = history.all.encodeStateAsUpdate();
        for (StateVector known : List.of(history.moment().vector(), history.anyVector())) {
            byte[] ours = Updates.diff(state, known);
            byte[] theirs = YjsPeer.bytes(yjs.ask("diffOf", "update", state, "vector", known.encode()), "diff");
            assertSame(ours, theirs, "seed " + seed + ", known " + known);
            assertThat(UpdateUnits.of(ours).units).as("seed %d", seed).isEqualTo(UpdateUnits.of(theirs).units);
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    @DisplayName("state vectors of updates are the same bytes")
    void stateVector(long seed) {
        RandomHistory history = new RandomHistory(new Random(seed));
        List<byte[]> parts = history.parts();
        for (byte[] update : List.of(
                Updates.merge(history.updates),
                Updates.merge(parts.subList(0, parts.size() / 2)),
                parts.get(0),
                history.all.encodeDiff(history.anyVector()))) {
            assertThat(Updates.stateVector(update).encode())
                    .as("seed %d", seed)
                    .isEqualTo(YjsPeer.bytes(yjs.ask("vectorFrom", "update", update), "vector"));
        }
    }

    private static YDoc loaded(byte[] update) {
        YDoc doc = new YDoc();
        doc.applyUpdate(update);
        doc.replica().check();
        return doc;
    }

    private static void assertSame(byte[] ours, byte[] theirs, String what) {
        assertThat(loaded(ours).stateDigest()).as(what).isEqualTo(loaded(theirs).stateDigest());
        JsonNode fromOurs = report(ours);
        JsonNode fromTheirs = report(theirs);
        for (String field : List.of("content", "rich", "map", "list", "xml", "vector", "pending")) {
            assertThat(fromOurs.get(field)).as("%s, %s", what, field).isEqualTo(fromTheirs.get(field));
        }
    }

    private static JsonNode report(byte[] update) {
        yjs.ask("new", "peer", 0, "client", 1);
        yjs.ask("apply", "peer", 0, "update", update);
        return yjs.ask("report", "peer", 0);
    }
}
