package dev.markco.yjs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What waits for something missing: seen, bounded, kept with the state, and gone when the missing comes. */
final class PendingTest {
    private final YDoc author = new YDoc(1);
    private final List<byte[]> updates = new ArrayList<>();

    PendingTest() {
        author.observeUpdate((update, origin) -> updates.add(update));
    }

    static LongStream seeds() {
        return Seeds.all();
    }

    private void type(int count) {
        for (int i = 0; i < count; i++) {
            author.getText("t").insert(author.getText("t").length(), "word ");
        }
    }

    @Test
    @DisplayName("what is pending is told with what it waits for")
    void told() {
        type(3);
        author.getText("t").delete(12, 2);
        YDoc doc = new YDoc(2);
        assertThat(doc.pending()).isEqualTo(Pending.NONE);

        doc.applyUpdate(updates.get(2));
        doc.applyUpdate(updates.get(3));
        assertThat(doc.pending().structs()).isEqualTo(1);
        assertThat(doc.pending().deleteRanges()).isEqualTo(1);
        assertThat(doc.pending().bytes()).isBetween(10L, 60L);
        assertThat(doc.pending().missing()).isEqualTo(Map.of(1L, 0));

        doc.applyUpdate(updates.get(0));
        assertThat(doc.pending().missing()).isEqualTo(Map.of(1L, 5));
        YDoc loaded = new YDoc();
        loaded.applyUpdate(doc.encodeStateAsUpdate());
        assertThat(loaded.pending()).isEqualTo(doc.pending());

        doc.applyUpdate(updates.get(1));
        assertThat(doc.pending()).isEqualTo(Pending.NONE);
        assertThat(doc.stateDigest()).isEqualTo(author.stateDigest());
    }

    @Test
    @DisplayName("what waits for edits made here goes on when they are made")
    void wokenByOwnEdits() {
        YDoc doc = new YDoc(7);
        RawUpdate update = new RawUpdate().client(9, 0);
        update.between(RawUpdate.STRING, new RawUpdate.UnitId(7, 0), null).writeVarString("b");
        doc.applyUpdate(update.bytes());
        assertThat(doc.pending().missing()).isEqualTo(Map.of(7L, 0));
        List<byte[]> events = new ArrayList<>();
        doc.observeUpdate((event, origin) -> events.add(event));
        doc.getText("t").insert(0, "a");
        assertThat(doc.getText("t")).hasToString("ab");
        assertThat(doc.pending()).isEqualTo(Pending.NONE);
        YDoc follower = new YDoc(1);
        events.forEach(follower::applyUpdate);
        assertThat(follower.stateDigest()).isEqualTo(doc.stateDigest());
        doc.replica().check();
    }

    @Test
    @DisplayName("R19 a struct that waits for ever does not keep out what its client really wrote")
    void notShadowed() {
        type(3);
        YDoc doc = new YDoc(2);
        RawUpdate forged = new RawUpdate().client(1, 0);
        forged.between(RawUpdate.STRING, new RawUpdate.UnitId(99, 5), null).writeVarString("x".repeat(1_000));
        doc.applyUpdate(forged.bytes());
        updates.forEach(doc::applyUpdate);
        assertThat(doc.getText("t")).hasToString("word word word ");
    }

    @Test
    @DisplayName("what another client must bring first is told by that client's id")
    void toldByClient() {
        type(1);
        YDoc other = new YDoc(9);
        other.applyUpdate(updates.get(0));
        List<byte[]> answers = new ArrayList<>();
        other.observeUpdate((update, origin) -> answers.add(update));
        other.getText("t").insert(3, "x");

        YDoc doc = new YDoc();
        doc.applyUpdate(answers.get(0));
        assertThat(doc.pending().missing()).isEqualTo(Map.of(1L, 2));
    }

    @Test
    @DisplayName(
            "R19 an update that would exceed the limit is refused and changes nothing; what fills the gap is taken")
    void limited() {
        type(1_000);
        YDoc doc = new YDoc();
        List<byte[]> events = new ArrayList<>();
        doc.observeUpdate((update, origin) -> events.add(update));
        doc.setPendingLimit(400);
        int taken = 0;
        for (int i = 2; i < 1_000; i += 2) {
            Pending before = doc.pending();
            byte[] state = doc.encodeStateAsUpdate();
            try {
                doc.applyUpdate(updates.get(i));
                taken++;
            } catch (PendingLimitException refusal) {
                assertThat(refusal.bytes()).isGreaterThan(refusal.limit());
                assertThat(doc.pending()).isEqualTo(before);
                assertThat(doc.encodeStateAsUpdate()).isEqualTo(state);
            }
            assertThat(doc.pending().bytes()).isLessThanOrEqualTo(400);
        }
        assertThat(taken).isBetween(5, 100);
        assertThat(events).isEmpty();

        doc.applyUpdate(author.encodeDiff(doc.stateVector()));
        assertThat(doc.pending()).isEqualTo(Pending.NONE);
        assertThat(doc.stateDigest()).isEqualTo(author.stateDigest());
    }

    @Test
    @DisplayName("deletes of unknown ids count towards the limit")
    void deletesLimited() {
        type(1_000);
        for (int i = 0; i < 500; i++) {
            author.getText("t").delete(i * 2, 1);
        }
        YDoc doc = new YDoc();
        doc.setPendingLimit(400);
        assertThatThrownBy(() -> updates.subList(1_000, 1_500).forEach(doc::applyUpdate))
                .isInstanceOf(PendingLimitException.class)
                .hasMessageContaining("the limit is 400");
        assertThat(doc.pending().deleteRanges()).isEqualTo(50);
    }

    @Test
    @DisplayName("a state that was stored with more than the limit stays, and shrinks")
    void loadedBeyond() {
        type(1_000);
        YDoc doc = new YDoc();
        updates.subList(500, 1_000).forEach(doc::applyUpdate);
        doc.setPendingLimit(100);
        long before = doc.pending().bytes();
        assertThatThrownBy(() -> doc.applyUpdate(updates.get(10))).isInstanceOf(PendingLimitException.class);
        for (int i = 0; i < 499; i++) {
            doc.applyUpdate(updates.get(i));
            assertThat(doc.pending().bytes()).isEqualTo(before);
        }
        doc.applyUpdate(updates.get(499));
        assertThat(doc.pending()).isEqualTo(Pending.NONE);
        assertThat(doc.stateDigest()).isEqualTo(author.stateDigest());
    }

    @ParameterizedTest
    @MethodSource("seeds")
    @DisplayName("a limit refuses exactly the updates after which more would be pending")
    void forecast(long seed) {
        Random random = new Random(seed);
        YDoc second = new YDoc(2);
        second.observeUpdate((update, origin) -> {
            if (origin == null) {
                updates.add(update);
            }
        });
        for (int i = 0; i < 40; i++) {
            RandomEdits.edit(author, random);
            second.applyUpdate(author.encodeDiff(second.stateVector()), "sync");
            RandomEdits.edit(second, random);
            author.applyUpdate(second.encodeDiff(author.stateVector()));
        }
        Collections.shuffle(updates, random);
        YDoc limited = new YDoc(3);
        for (byte[] update : updates) {
            YDoc free = new YDoc();
            free.applyUpdate(limited.encodeStateAsUpdate());
            long before = limited.pending().bytes();
            free.applyUpdate(update);
            long after = free.pending().bytes();
            String what = "seed " + seed + ", from " + before + " to " + after;
            long limit = 1L + random.nextInt(600);
            limited.setPendingLimit(limit);
            try {
                limited.applyUpdate(update);
                assertThat(after <= limit || after <= before).as(what).isTrue();
            } catch (PendingLimitException refusal) {
                assertThat(after > limit && after > before).as(what).isTrue();
                limited.setPendingLimit(Long.MAX_VALUE);
                limited.applyUpdate(update);
            }
            assertThat(limited.pending().bytes()).as(what).isEqualTo(after);
            limited.replica().check();
        }
        assertThat(limited.stateDigest()).as("seed %d", seed).isEqualTo(author.stateDigest());
    }
}
