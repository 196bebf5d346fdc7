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

    /** A text, the string it must equal, the string that its events tell, and a replica fed by its updates. */
    private static final class Subject {
        final StringBuilder model = new StringBuilder();
        final StringBuilder told = new StringBuilder();
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
            opened.getText("t").observe(event -> apply(event.delta(), told));
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
        }

        void delete(int from, int to) {
            model.delete(from, to);
            doc.getText("t").delete(from, to - from);
        }

        void check(String what) {
            doc.replica().check();
            assertThat(doc.getText("t").toString()).as(what).isEqualTo(model.toString());
            assertThat(doc.getText("t").length()).as(what).isEqualTo(model.length());
            assertThat(told).as(what + ", events").hasToString(model.toString());
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
        int typing = 0;
        for (int step = 0; step < 350; step++) {
            int size = 1 + random.nextInt(3);
            int cursor = typing;
            subject.doc.transact(() -> {
                for (int i = 0; i < size; i++) {
                    edit(subject, random, cursor);
                }
            });
            typing = random.nextInt(10) == 0 ? random.nextInt(subject.model.length() + 1) : cursor;
            if (random.nextInt(150) == 0) {
                subject.reload();
            }
            subject.check("seed " + seed + ", step " + step);
        }
        subject.follower.replica().check();
        assertThat(subject.follower.stateDigest()).as("seed %d", seed).isEqualTo(subject.doc.stateDigest());
    }

    private static void edit(Subject subject, Random random, int cursor) {
        YText text = subject.doc.getText("t");
        int length = subject.model.length();
        int kind = random.nextInt(6);
        int at = text.floorBoundary(kind < 3 ? Math.min(cursor, length) : random.nextInt(length + 1));
        if (kind == 5 || kind == 0) {
            subject.delete(
                    at, text.ceilBoundary(Math.min(length, at + random.nextInt(random.nextInt(8) == 0 ? 400 : 4))));
        } else {
            subject.insert(at, PIECES.get(random.nextInt(PIECES.size())));
        }
    }
}
