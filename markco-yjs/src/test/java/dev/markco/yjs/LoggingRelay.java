package dev.markco.yjs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.NavigableMap;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A relay that logs, of every frame, what its document lacked; and beside it what the frames said, unit by unit, read by a
 * plain model that knows nothing of documents and merges.
 *
 * <p>In the model every half of a surrogate pair is the replacement character: which of the two it is depends on who has
 * split the pair already.
 */
final class LoggingRelay {
    /** One frame in so many is compared with what the document has, unit by unit. */
    private static final int COMPARED = 6;

    final YDoc doc = new YDoc();
    final List<byte[]> frames = new ArrayList<>();
    final List<byte[]> rows = new ArrayList<>();

    /** The best that any frame has said of each unit. */
    private final NavigableMap<UpdateUnits.Id, String> best = new TreeMap<>();

    /** What frames delete. */
    private final Set<UpdateUnits.Id> deleted = new HashSet<>();

    /** What some frame has had without content. */
    private final Set<UpdateUnits.Id> dead = new HashSet<>();

    private final String what;
    private final Random random;

    /** Units that came with content after they had come without. */
    int revealed;

    /** Deletes of units that had not come. */
    int deletedAhead;

    /** Frames of which a part was known, and frames of which all was. */
    int cut;

    int known;

    LoggingRelay(String what, Random random) {
        this.what = what;
        this.random = random;
    }

    void receive(byte[] frame) {
        UpdateUnits units = UpdateUnits.of(frame);
        note(units);
        frames.add(frame);
        byte[] row = doc.lacking(frame);
        if (random.nextInt(COMPARED) == 0) {
            assertLacking(units, UpdateUnits.of(row));
        }
        doc.applyUpdate(frame);
        if (Updates.isEmpty(row)) {
            known++;
        } else {
            cut += row == frame ? 0 : 1;
            rows.add(row);
        }
    }

    private void note(UpdateUnits units) {
        units.units.forEach((id, said) -> {
            assertThat(said).as("%s, %s in one frame", what, id).hasSize(1);
            String now = whole(said.iterator().next());
            String before = best.get(id);
            int worth = UpdateUnits.worth(now);
            if (worth < UpdateUnits.CONTENT) {
                dead.add(id);
            }
            if (before == null || UpdateUnits.worth(before) < worth) {
                revealed += before != null && worth == UpdateUnits.CONTENT ? 1 : 0;
                best.put(id, now);
            } else if (UpdateUnits.worth(before) == worth) {
                assertThat(now).as("%s, %s in two frames", what, id).isEqualTo(before);
            }
        });
        units.deleted.forEach(id -> deletedAhead += best.containsKey(id) ? 0 : 1);
        deleted.addAll(units.deleted);
    }

    private static String whole(String said) {
        return said.replaceFirst("'d[89a-f]..$", "'fffd");
    }

    /** The row has all units of the frame that the document has not, or not so well, and no delete that it has. */
    private void assertLacking(UpdateUnits frame, UpdateUnits row) {
        StateVector vector = doc.stateVector();
        UpdateUnits state = UpdateUnits.of(doc.encodeStateAsUpdate());
        Set<UpdateUnits.Id> lacking = new TreeSet<>();
        frame.units.forEach((id, said) -> {
            if (id.clock() >= vector.get(id.client())
                    || worth(said) > worth(state.units.getOrDefault(id, Set.of("gc")))) {
                lacking.add(id);
            }
        });
        assertThat(row.units.keySet()).as(what + ", lacking").containsAll(lacking);
        assertThat(frame.units.keySet()).as(what + ", lacking").containsAll(row.units.keySet());
        row.sections.forEach(id -> assertThat(lacking.contains(id) || isTorn(row, id))
                .as("%s, first lacking %s", what, id)
                .isTrue());
        Set<UpdateUnits.Id> deletes = new TreeSet<>(frame.deleted);
        deletes.removeAll(state.deleted);
        assertThat(row.deleted).as(what + ", deletes lacking").containsAll(deletes);
        assertThat(frame.deleted).as(what + ", deletes lacking").containsAll(row.deleted);
        assertThat(row.deleted)
                .as(what + ", deletes known")
                .noneMatch(id -> id.clock() < vector.get(id.client()) && state.deleted.contains(id));
    }

    private static boolean isTorn(UpdateUnits units, UpdateUnits.Id id) {
        return units.units.getOrDefault(id, Set.of()).stream().anyMatch(said -> said.matches(".*'d[89ab]..$"));
    }

    private static int worth(Set<String> said) {
        return UpdateUnits.worth(said.iterator().next());
    }

    /** The merge of all rows, which must be what the frames said at their best. */
    byte[] checkedMerge() {
        byte[] merged = Updates.merge(rows);
        UpdateUnits units = UpdateUnits.of(merged);
        assertThat(bestOf(units)).as(what + ", units of the merge").isEqualTo(best);
        Set<UpdateUnits.Id> gone = UpdateUnits.of(doc.encodeStateAsUpdate()).deleted;
        Set<UpdateUnits.Id> missing = new TreeSet<>(deleted);
        missing.removeAll(units.deleted);
        assertThat(gone).as(what + ", deletes that the merge leaves to others").containsAll(missing);
        assertThat(units.deleted)
                .as(what + ", deletes of the merge")
                .allMatch(id -> deleted.contains(id)
                        || (dead.contains(id)
                                && UpdateUnits.worth(best.getOrDefault(id, "gc")) == UpdateUnits.CONTENT));
        assertThat(units.deleted)
                .as(what + ", units that came without content, and with it")
                .containsAll(overridden());
        assertSameUnits(shuffled(), units);
        assertSameUnits(grouped(), units);
        YDoc loaded = new YDoc();
        loaded.applyUpdate(merged);
        loaded.replica().check();
        if (!loaded.hasPending() && !doc.hasPending()) {
            assertThat(loaded.stateDigest()).as(what + ", loaded").isEqualTo(doc.stateDigest());
            assertThat(Reading.of(loaded).shown())
                    .as(what + ", loaded")
                    .isEqualTo(Reading.of(doc).shown());
        }
        return merged;
    }

    /** What rows have with content and without. */
    private Set<UpdateUnits.Id> overridden() {
        Set<UpdateUnits.Id> without = new HashSet<>();
        Set<UpdateUnits.Id> with = new TreeSet<>();
        for (byte[] row : rows) {
            UpdateUnits.of(row)
                    .units
                    .forEach((id, said) -> (worth(said) < UpdateUnits.CONTENT ? without : with).add(id));
        }
        with.retainAll(without);
        return with;
    }

    private NavigableMap<UpdateUnits.Id, String> bestOf(UpdateUnits units) {
        NavigableMap<UpdateUnits.Id, String> only = new TreeMap<>();
        units.units.forEach((id, said) -> {
            assertThat(said).as("%s, %s in the merge", what, id).hasSize(1);
            only.put(id, whole(said.iterator().next()));
        });
        return only;
    }

    private byte[] shuffled() {
        List<byte[]> order = new ArrayList<>(rows);
        Collections.shuffle(order, random);
        return Updates.merge(order);
    }

    private byte[] grouped() {
        List<List<byte[]>> groups = List.of(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        rows.forEach(row -> groups.get(random.nextInt(3)).add(row));
        return Updates.merge(groups.stream().map(Updates::merge).toList());
    }

    private void assertSameUnits(byte[] other, UpdateUnits units) {
        UpdateUnits others = UpdateUnits.of(other);
        assertThat(bestOf(others)).as(what + ", in another order").isEqualTo(best);
        assertThat(others.deleted).as(what + ", in another order").isEqualTo(units.deleted);
        assertThat(others.ranges).as(what + ", in another order").isEqualTo(units.ranges);
    }
}
