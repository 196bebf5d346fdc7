package dev.markco.yjs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.LongStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The functions that work on updates, against the units the updates are made of and against documents. */
final class UpdatesModelTest {
    private static final String TORN = "'fffd";

    static LongStream seeds() {
        return Seeds.all();
    }

    @ParameterizedTest
    @MethodSource("seeds")
    @DisplayName("R42: a merge brings the best of every unit and every delete of its parts, once and in order, no more")
    void mergeIsUnion(long seed) {
        RandomHistory history = new RandomHistory(new Random(seed));
        for (int i = 0; i < 4; i++) {
            List<byte[]> parts = history.parts();
            byte[] merged = Updates.merge(parts);
            assertUnion(merged, parts, "seed " + seed);
            assertThat(Updates.merge(List.of(merged))).as("seed %d", seed).isEqualTo(merged);
        }
    }

    private static void assertUnion(byte[] merged, List<byte[]> parts, String what) {
        Map<UpdateUnits.Id, Set<String>> expected = said(parts);
        Set<UpdateUnits.Id> deleted = deleted(parts, expected);
        UpdateUnits units = UpdateUnits.of(merged);
        assertThat(units.units.keySet()).as(what).isEqualTo(expected.keySet());
        units.units.forEach((id, said) -> {
            assertThat(said).as("%s, %s", what, id).hasSize(1);
            assertThat(worth(said)).as("%s, %s", what, id).isEqualTo(worth(expected.getOrDefault(id, Set.of())));
            assertSaid(id, said.iterator().next(), expected.getOrDefault(id, Set.of()), what);
        });
        assertThat(units.sections).as(what).isSorted().doesNotHaveDuplicates();
        assertThat(units.sections.stream().map(UpdateUnits.Id::client)).as(what).doesNotHaveDuplicates();
        assertThat(units.deleted).as(what).isEqualTo(deleted);
        assertThat(units.ranges).as(what).isSorted();
        assertThat(units.ranges)
                .as("%s: touching ranges are one", what)
                .noneMatch(first -> deleted.contains(new UpdateUnits.Id(first.client(), first.clock() - 1)));
    }

    /** What the parts delete, and what one has with content and another without. */
    private static Set<UpdateUnits.Id> deleted(List<byte[]> parts, Map<UpdateUnits.Id, Set<String>> said) {
        Set<UpdateUnits.Id> deleted = new TreeSet<>();
        parts.forEach(part -> deleted.addAll(UpdateUnits.of(part).deleted));
        said.forEach((id, ofUnit) -> {
            if (worth(ofUnit) == UpdateUnits.CONTENT
                    && ofUnit.stream().anyMatch(one -> UpdateUnits.worth(one) < UpdateUnits.CONTENT)) {
                deleted.add(id);
            }
        });
        return deleted;
    }

    private static int worth(Set<String> said) {
        return said.stream().mapToInt(UpdateUnits::worth).max().orElse(-1);
    }

    private static Map<UpdateUnits.Id, Set<String>> said(List<byte[]> parts) {
        Map<UpdateUnits.Id, Set<String>> all = new TreeMap<>();
        for (byte[] part : parts) {
            UpdateUnits.of(part)
                    .units
                    .forEach((id, said) ->
                            all.computeIfAbsent(id, absent -> new TreeSet<>()).addAll(said));
        }
        return all;
    }

    /** One of what the parts say; of a unit that a cut tears from its surrogate pair, the replacement. */
    private static void assertSaid(UpdateUnits.Id id, String said, Set<String> expected, String what) {
        if (!expected.contains(said)) {
            assertThat(said).as("%s, %s instead of %s", what, id, expected).endsWith(TORN);
            assertThat(expected)
                    .as("%s, %s", what, id)
                    .anyMatch(whole -> whole.matches(".*'d[89a-f]..") || whole.endsWith(TORN));
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    @DisplayName("a document that a merge is applied to is one that all its parts are applied to")
    void mergeLikeDocuments(long seed) {
        RandomHistory history = new RandomHistory(new Random(seed));
        for (int i = 0; i < 4; i++) {
            List<byte[]> parts = history.parts();
            YDoc one = new YDoc();
            parts.forEach(one::applyUpdate);
            YDoc other = new YDoc();
            other.applyUpdate(Updates.merge(parts));
            if (!collectedInPart(parts)) {
                assertSame(other, one, "seed " + seed);
            }
            other.applyUpdate(Updates.merge(history.updates));
            assertSame(other, history.all, "seed " + seed + ", completed");
        }
    }

    /**
     * Whether one part has as GC what another has as an item: it depends on which of the two is kept whether it must wait
     * for what the item refers to.
     */
    private static boolean collectedInPart(List<byte[]> parts) {
        return said(parts).values().stream().anyMatch(said -> said.size() > 1 && said.contains("gc"));
    }

    private static void assertSame(YDoc actual, YDoc expected, String what) {
        actual.replica().check();
        assertThat(actual.stateDigest()).as(what).isEqualTo(expected.stateDigest());
        assertThat(actual.hasPending()).as(what).isEqualTo(expected.hasPending());
        ConvergenceTest.assertSameContent(actual, expected, what);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    @DisplayName("a diff is what a document would send, wherever it cuts")
    void diffLikeDocuments(long seed) {
        RandomHistory history = new RandomHistory(new Random(seed));
        byte[] state = history.all.encodeStateAsUpdate();
        for (int i = 0; i < 20; i++) {
            StateVector known = history.anyVector();
            assertThat(Updates.diff(state, known))
                    .as("seed %d, known %s", seed, known)
                    .isEqualTo(Updates.merge(List.of(history.all.encodeDiff(known))));
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    @DisplayName("a replica that applies a diff against its own vector has seen all")
    void diffCompletes(long seed) {
        RandomHistory history = new RandomHistory(new Random(seed));
        for (byte[] state : List.of(history.all.encodeStateAsUpdate(), Updates.merge(history.updates))) {
            RandomHistory.Moment moment = history.moment();
            YDoc doc = new YDoc();
            doc.applyUpdate(moment.state());
            doc.applyUpdate(Updates.diff(state, moment.vector()));
            assertSame(doc, history.all, "seed " + seed);
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    @DisplayName("a diff has the units that are not known, and all deletes")
    void diffIsTail(long seed) {
        RandomHistory history = new RandomHistory(new Random(seed));
        for (int i = 0; i < 6; i++) {
            byte[] update = Updates.merge(history.parts());
            StateVector known = history.anyVector();
            UpdateUnits whole = UpdateUnits.of(update);
            UpdateUnits tail = UpdateUnits.of(Updates.diff(update, known));
            whole.units.keySet().removeIf(id -> id.clock() < known.get(id.client()));
            assertThat(tail.units.keySet()).as("seed %d", seed).isEqualTo(whole.units.keySet());
            assertThat(tail.deleted).as("seed %d", seed).isEqualTo(whole.deleted);
            tail.units.forEach((id, said) -> assertSaid(
                    id,
                    said.iterator().next(),
                    whole.units.getOrDefault(id, Set.of()),
                    "seed " + seed + ", known " + known));
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    @DisplayName("state vector and first clocks are those of the units, and of the document when nothing is missing")
    void vectors(long seed) {
        RandomHistory history = new RandomHistory(new Random(seed));
        List<byte[]> updates = new ArrayList<>(history.parts());
        updates.add(Updates.merge(history.parts()));
        updates.add(history.all.encodeDiff(history.anyVector()));
        for (byte[] update : updates) {
            UpdateUnits units = UpdateUnits.of(update);
            assertThat(Updates.stateVector(update)).as("seed %d", seed).isEqualTo(units.stateVector());
            assertThat(Updates.firstClocks(update)).as("seed %d", seed).isEqualTo(units.firstClocks());
            assertThat(Updates.isEmpty(update))
                    .as("seed %d", seed)
                    .isEqualTo(units.units.isEmpty() && units.deleted.isEmpty());
        }
        assertThat(Updates.stateVector(Updates.merge(history.updates)))
                .as("seed %d", seed)
                .isEqualTo(history.all.stateVector());
    }

    @ParameterizedTest
    @MethodSource("seeds")
    @DisplayName("R42: updates that contradict each other are merged to a valid one that has the best of each id")
    void contradictions(long seed) {
        Random random = new Random(seed);
        RandomHistory history = new RandomHistory(random);
        RandomHistory stranger = new RandomHistory(random);
        for (int i = 0; i < 60; i++) {
            List<byte[]> parts = new ArrayList<>(history.parts().subList(0, 3));
            parts.addAll(stranger.parts().subList(0, 3));
            Collections.shuffle(parts, random);
            parts.replaceAll(part -> random.nextInt(3) == 0 ? readable(mutated(part, random), part) : part);
            if (parts.stream().map(UpdateUnits::of).noneMatch(UpdateUnits::tooMany)) {
                byte[] merged = Updates.merge(parts);
                assertUnionOfIds(merged, parts, "seed " + seed + ", round " + i);
                new YDoc().applyUpdate(merged);
                Updates.diff(merged, history.anyVector());
            }
        }
    }

    private static void assertUnionOfIds(byte[] merged, List<byte[]> parts, String what) {
        Map<UpdateUnits.Id, Set<String>> expected = said(parts);
        UpdateUnits units = UpdateUnits.of(merged);
        assertThat(units.units.keySet()).as(what).isEqualTo(expected.keySet());
        units.units.forEach((id, said) ->
                assertThat(worth(said)).as("%s, %s", what, id).isEqualTo(worth(expected.getOrDefault(id, Set.of()))));
        assertThat(units.deleted).as(what).isEqualTo(deleted(parts, expected));
        assertThat(Updates.merge(List.of(merged))).as(what).isEqualTo(merged);
    }

    /** Other bytes here and there: mostly small ones, so that ids, lengths and kinds meet those of others. */
    private static byte[] mutated(byte[] update, Random random) {
        byte[] bytes = update.clone();
        for (int i = random.nextInt(3); i >= 0; i--) {
            int at = random.nextInt(bytes.length);
            bytes[at] = (byte) (random.nextBoolean() ? random.nextInt(12) : bytes[at] + random.nextInt(5) - 2);
        }
        return bytes;
    }

    private static byte[] readable(byte[] mutant, byte[] instead) {
        try {
            Updates.isEmpty(mutant);
            return mutant;
        } catch (DecodeException refused) {
            return instead;
        }
    }
}
