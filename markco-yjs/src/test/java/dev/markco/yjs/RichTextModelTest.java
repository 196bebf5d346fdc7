package dev.markco.yjs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Rich text is a list of units with attributes: random edits against one, every invariant checked after each. */
final class RichTextModelTest {
    private static final List<String> PIECES = List.of("a", "bc", "Lorem ipsum", "漢字", "😀", "\r\n", "x".repeat(30));

    static LongStream seeds() {
        return Seeds.all();
    }

    /** A UTF-16 unit or an embedded object, with its attributes. */
    private record Unit(@Nullable Object content, Map<String, @Nullable Object> attributes) {
        static void addAll(List<Unit> units, int at, TextOp.Insert insert) {
            int to = at;
            if (insert.content() instanceof String text) {
                for (int i = 0; i < text.length(); i++) {
                    units.add(to++, new Unit(text.charAt(i), insert.attributes()));
                }
            } else {
                units.add(to, new Unit(insert.content(), insert.attributes()));
            }
        }

        static List<Unit> of(YText text) {
            List<Unit> units = new ArrayList<>();
            text.toDelta().forEach(insert -> addAll(units, units.size(), insert));
            return units;
        }

        /** The unit with these attributes set; null ends one. */
        Unit with(Map<String, @Nullable Object> changes) {
            Map<String, @Nullable Object> changed = new HashMap<>(attributes);
            changes.forEach((key, value) -> {
                if (value == null) {
                    changed.remove(key);
                } else {
                    changed.put(key, value);
                }
            });
            return new Unit(content, changed);
        }
    }

    /** A text, the units it must have, those that its events tell, and a replica fed by its updates. */
    private static final class Subject {
        List<Unit> model = new ArrayList<>();
        final List<Unit> told = new ArrayList<>();
        final YDoc follower = new YDoc(1);
        private final Random clients;
        YDoc doc;

        Subject(long seed) {
            clients = new Random(seed);
            doc = open(fresh());
        }

        private YDoc fresh() {
            return new YDoc(2 + clients.nextInt(1 << 30));
        }

        private YDoc open(YDoc opened) {
            opened.observeUpdate((update, origin) -> follower.applyUpdate(update));
            opened.getText("t").observe(event -> apply(event.delta()));
            return opened;
        }

        void reload() {
            YDoc loaded = fresh();
            loaded.applyUpdate(doc.encodeStateAsUpdate());
            doc = open(loaded);
        }

        YText text() {
            return doc.getText("t");
        }

        private void apply(List<TextOp> delta) {
            int at = 0;
            for (TextOp op : delta) {
                if (op instanceof TextOp.Retain retain) {
                    for (int end = at + retain.length(); at < end; at++) {
                        told.set(at, told.get(at).with(retain.attributes()));
                    }
                } else if (op instanceof TextOp.Insert insert) {
                    int before = told.size();
                    Unit.addAll(told, at, insert);
                    at += told.size() - before;
                } else if (op instanceof TextOp.Delete delete) {
                    told.subList(at, at + delete.length()).clear();
                }
            }
        }

        /** Inserts with the attributes of the unit before. */
        void insert(int at, String piece) {
            Map<String, @Nullable Object> attributes =
                    at == 0 ? Map.of() : model.get(at - 1).attributes();
            Unit.addAll(model, at, new TextOp.Insert(piece, attributes));
            text().insert(at, piece);
        }

        void insert(int at, String piece, Map<String, @Nullable Object> attributes) {
            Unit.addAll(model, at, new TextOp.Insert(piece, withoutNulls(attributes)));
            text().insert(at, piece, attributes);
        }

        void embed(int at, Object embed, Map<String, @Nullable Object> attributes) {
            model.add(at, new Unit(embed, withoutNulls(attributes)));
            text().insertEmbed(at, embed, attributes);
        }

        private static Map<String, @Nullable Object> withoutNulls(Map<String, @Nullable Object> attributes) {
            return new Unit(null, Map.of()).with(attributes).attributes();
        }

        void format(int from, int to, Map<String, @Nullable Object> attributes) {
            for (int at = from; at < to; at++) {
                model.set(at, model.get(at).with(attributes));
            }
            text().format(from, to - from, attributes);
        }

        void delete(int from, int to) {
            model.subList(from, to).clear();
            text().delete(from, to - from);
        }

        void check(String what) {
            doc.replica().check();
            assertThat(Unit.of(text())).as(what).isEqualTo(model);
            assertThat(text().length()).as(what).isEqualTo(model.size());
            assertThat(told).as(what + ", events").isEqualTo(model);
            assertThat(Unit.of(follower.getText("t"))).as(what + ", follower").isEqualTo(model);
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    @DisplayName("random rich edits equal those of a list of units, and so do the events and a follower")
    void equalsModel(long seed) {
        Random random = new Random(seed);
        Subject subject = new Subject(seed);
        for (int step = 0; step < 200; step++) {
            int size = 1 + random.nextInt(3);
            subject.doc.transact(() -> {
                for (int i = 0; i < size; i++) {
                    edit(subject, random);
                }
            });
            subject.check("seed " + seed + ", step " + step);
            if (random.nextInt(60) == 0) {
                subject.reload();
            }
        }
        subject.follower.replica().check();
        assertThat(subject.follower.stateDigest()).as("seed %d", seed).isEqualTo(subject.doc.stateDigest());
    }

    private static void edit(Subject subject, Random random) {
        YText text = subject.text();
        int at = text.floorBoundary(random.nextInt(text.length() + 1));
        int end = text.ceilBoundary(Math.min(text.length(), at + random.nextInt(random.nextInt(8) == 0 ? 100 : 12)));
        switch (random.nextInt(10)) {
            case 0, 1 -> subject.insert(at, PIECES.get(random.nextInt(PIECES.size())));
            case 2, 3 -> subject.insert(at, PIECES.get(random.nextInt(PIECES.size())), attributes(random));
            case 4 -> subject.embed(at, Map.of("image", (long) random.nextInt(9)), attributes(random));
            case 5, 6, 7 -> subject.format(at, end, attributes(random));
            default -> subject.delete(at, end);
        }
    }

    private static Map<String, @Nullable Object> attributes(Random random) {
        Map<String, @Nullable Object> attributes = new LinkedHashMap<>();
        for (int i = random.nextInt(3); i > 0; i--) {
            switch (random.nextInt(6)) {
                case 0 -> attributes.put("bold", true);
                case 1 -> attributes.put("bold", null);
                case 2 -> attributes.put("italic", "yes");
                case 3 -> attributes.put("italic", null);
                case 4 -> attributes.put("link", Map.of("href", "u" + random.nextInt(2)));
                default -> attributes.put("size", (long) random.nextInt(3));
            }
        }
        return attributes;
    }
}
