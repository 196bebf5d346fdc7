package dev.markco.yjs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A text is a string: random edits against a StringBuilder, every invariant checked after each. */
final class TextModelTest {
    private static final List<String> PIECES =
            List.of("a", "bc", "Lorem ipsum", "é", "漢字", "😀", "\r\n", "x".repeat(70));

    static LongStream seeds() {
        return Seeds.all();
    }

    /**
     * A text, the string it must equal, a replica fed by its updates and, unless nobody observes, the string that its events
     * tell and a text of its own to which they are applied.
     */
    private static final class Subject {
        final StringBuilder model = new StringBuilder();
        final StringBuilder told = new StringBuilder();
        final YDoc follower = new YDoc(1);
        final YText mirror = new YDoc(1).getText("t");
        private final Random clients;
        private final boolean observed;

        /** Behind what was typed last. */
        int typing;

        YDoc doc;

        Subject(long seed) {
            clients = new Random(seed);
            observed = seed % 2 == 0;
            doc = open(fresh());
        }

        private YDoc fresh() {
            return new YDoc(2 + clients.nextInt(1 << 30));
        }

        private YDoc open(YDoc opened) {
            opened.observeUpdate((update, origin) -> follower.applyUpdate(update));
            if (observed) {
                opened.getText("t").observe(event -> {
                    apply(event.delta(), told);
                    mirror.applyDelta(event.delta());
                });
            }
            return opened;
        }

        void reload() {
            YDoc loaded = fresh();
            loaded.applyUpdate(doc.encodeStateAsUpdate());
            doc = open(loaded);
        }

        void insert(int at, String piece) {
            model.insert(at, piece);
            doc.getText("t").insert(at, piece);
            typing = at + piece.length();
        }

        void delete(int from, int to) {
            model.delete(from, to);
            doc.getText("t").delete(from, to - from);
            typing = from;
        }

        void check(String what) {
            doc.replica().check();
            assertThat(doc.getText("t").toString()).as(what).isEqualTo(model.toString());
            assertThat(doc.getText("t").length()).as(what).isEqualTo(model.length());
            if (observed) {
                assertThat(told).as(what + ", events").hasToString(model.toString());
                assertThat(mirror).as(what + ", mirror").hasToString(model.toString());
            }
            assertThat(follower.getText("t").toString()).as(what + ", follower").isEqualTo(model.toString());
        }
    }

    private static void apply(List<TextOp> delta, StringBuilder text) {
        int at = 0;
        for (TextOp op : delta) {
            if (op instanceof TextOp.Retain retain) {
                at += retain.length();
            } else if (op instanceof TextOp.Insert insert) {
                text.insert(at, insert.content());
                at += String.valueOf(insert.content()).length();
            } else if (op instanceof TextOp.Delete delete) {
                text.delete(at, at + delete.length());
            }
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    @DisplayName("R10 random edits equal those of a string, and so do the events and a follower")
    void equalsModel(long seed) {
        Random random = new Random(seed);
        Subject subject = new Subject(seed);
        for (int step = 0; step < 350; step++) {
            int size = 1 + random.nextInt(3);
            subject.doc.transact(() -> {
                for (int i = 0; i < size; i++) {
                    edit(subject, random);
                }
            });
            if (random.nextInt(150) == 0) {
                subject.reload();
            }
            subject.check("seed " + seed + ", step " + step);
        }
        subject.follower.replica().check();
        assertThat(subject.follower.stateDigest()).as("seed %d", seed).isEqualTo(subject.doc.stateDigest());
    }

    private static void edit(Subject subject, Random random) {
        YText text = subject.doc.getText("t");
        int length = subject.model.length();
        int kind = random.nextInt(7);
        int at = text.floorBoundary(kind < 4 ? Math.min(subject.typing, length) : random.nextInt(length + 1));
        if (kind == 6 || kind == 0) {
            subject.delete(
                    at, text.ceilBoundary(Math.min(length, at + random.nextInt(random.nextInt(8) == 0 ? 400 : 4))));
        } else {
            subject.insert(at, PIECES.get(random.nextInt(PIECES.size())));
        }
    }
}
