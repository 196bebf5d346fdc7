package dev.markco.yjs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * Bytes of anybody. What a mutant says may contradict itself (neighbours of different parents, two contents for one id), and
 * then replicas may differ over it, in yjs too; but nothing may break. An update is accepted or refused with {@link DecodeException}, and a refusal changes nothing.
 */
final class FuzzTest {
    /** Mutants per run; a run is a few seconds. */
    private static final int MUTANTS = 3_000 * Math.max(1, Seeds.count());

    private static final long SEED = Long.getLong("markco.fuzz.seed", 20_260_214L);

    @Test
    @DisplayName("mutated updates are accepted or refused, and a refused one changes neither document nor events")
    void mutatedUpdates() {
        Random random = new Random(SEED);
        List<byte[]> corpus = corpus();
        int refused = 0;
        int accepted = 0;
        YDoc doc = new YDoc();
        List<byte[]> events = new ArrayList<>();
        byte[] state = doc.encodeStateAsUpdate();
        for (int i = 0; i < MUTANTS; i++) {
            if (i % 40 == 0) {
                doc = new YDoc();
                doc.applyUpdate(corpus.get(random.nextInt(corpus.size())));
                doc.observeUpdate((update, origin) -> events.add(update));
                state = doc.encodeStateAsUpdate();
            }
            byte[] mutant = mutate(corpus.get(random.nextInt(corpus.size())), corpus, random);
            String what = "seed " + SEED + ", mutant " + i;
            events.clear();
            try {
                doc.applyUpdate(mutant);
                accepted++;
                if (i % 8 == 0) {
                    doc.replica().check();
                    read(doc);
                    YDoc loaded = new YDoc();
                    loaded.applyUpdate(doc.encodeStateAsUpdate());
                    loaded.replica().check();
                }
                state = doc.encodeStateAsUpdate();
            } catch (DecodeException refusal) {
                refused++;
                assertThat(refusal.offset()).as(what).isBetween(0, mutant.length);
                assertThat(events).as(what).isEmpty();
                if (i % 8 == 0) {
                    assertThat(doc.encodeStateAsUpdate()).as(what).isEqualTo(state);
                }
            } catch (RuntimeException | Error other) {
                throw new AssertionError(what + ": " + YjsPeer.base64(mutant), other);
            }
        }
        assertThat(refused).isGreaterThan(MUTANTS / 10);
        assertThat(accepted).isGreaterThan(MUTANTS / 100);
    }

    @Test
    @DisplayName("every truncation of an update is refused by documents and by the document-less functions")
    void truncations() {
        YDoc doc = new YDoc();
        for (byte[] update : corpus().subList(0, 60)) {
            for (int length = 0; length < update.length; length += 1 + length / 50) {
                byte[] cut = Arrays.copyOf(update, length);
                assertRefused(() -> doc.applyUpdate(cut));
                assertRefused(() -> Updates.merge(List.of(cut)));
                assertRefused(() -> Updates.diff(cut, StateVector.EMPTY));
                assertRefused(() -> Updates.stateVector(cut));
            }
        }
        assertThat(Updates.isEmpty(doc.encodeStateAsUpdate())).isTrue();
    }

    @Test
    @DisplayName("mutated updates are merged, diffed and measured, or refused")
    void documentlessFunctions() {
        Random random = new Random(SEED + 1);
        List<byte[]> corpus = corpus();
        for (int i = 0; i < MUTANTS / 4; i++) {
            byte[] mutant = mutate(corpus.get(random.nextInt(corpus.size())), corpus, random);
            byte[] other = corpus.get(random.nextInt(corpus.size()));
            try {
                byte[] merged = Updates.merge(List.of(mutant, other));
                Updates.stateVector(Updates.diff(merged, Updates.stateVector(other)));
            } catch (DecodeException refusal) {
                assertThat(refusal).hasMessageContaining("at byte ");
            } catch (RuntimeException | Error failure) {
                throw new AssertionError("seed " + SEED + ", mutant " + i + ": " + YjsPeer.base64(mutant), failure);
            }
        }
    }

    @Test
    @DisplayName("a length field never allocates more than the bytes can hold")
    void hugeLengths() {
        byte[] huge = {-1, -1, -1, -1, 7};
        for (int kind = 0; kind <= 31; kind++) {
            byte[] head = {1, 1, 5, 0, (byte) kind, 1, 1, 'x'};
            byte[] update = Arrays.copyOf(head, head.length + huge.length);
            System.arraycopy(huge, 0, update, head.length, huge.length);
            YDoc doc = new YDoc();
            assertRefused(() -> doc.applyUpdate(update));
        }
        assertRefused(() -> new YDoc().applyUpdate(huge));
        assertRefused(() -> StateVector.decode(huge));
    }

    private static void assertRefused(Runnable action) {
        try {
            action.run();
        } catch (DecodeException refusal) {
            return;
        }
        throw new AssertionError("accepted");
    }

    private static List<byte[]> corpus() {
        List<byte[]> corpus = new ArrayList<>();
        List<Vectors.Vector> vectors = Vectors.all();
        for (int i = 0; i < vectors.size(); i += 10) {
            List<byte[]> updates = vectors.get(i).updates();
            corpus.addAll(updates.subList(0, Math.min(12, updates.size())));
            byte[] state = vectors.get(i).bytes("state");
            if (state.length < 3_000) {
                corpus.add(state);
            }
        }
        return corpus;
    }

    private static void read(YDoc doc) {
        doc.getText("content").toDelta();
        doc.getText("rich").toDelta();
        doc.getMap("map").toJson();
        doc.getArray("list").toJson();
        assertThat(doc.getXmlFragment("xml").toString()).isNotNull();
    }

    private static byte[] mutate(byte[] update, List<byte[]> corpus, Random random) {
        byte[] bytes = update.clone();
        for (int i = random.nextInt(4); i >= 0 && bytes.length > 0; i--) {
            int at = random.nextInt(bytes.length);
            switch (random.nextInt(6)) {
                case 0 -> bytes[at] = (byte) random.nextInt();
                case 1 -> bytes[at] = (byte) (bytes[at] + random.nextInt(3) - 1);
                case 2 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
                case 3 -> bytes = splice(bytes, at, new byte[0], at + 1);
                case 4 -> bytes = splice(bytes, at, new byte[] {(byte) random.nextInt(12)}, at);
                default -> {
                    byte[] other = corpus.get(random.nextInt(corpus.size()));
                    int from = random.nextInt(other.length);
                    int to = Math.min(other.length, from + random.nextInt(20));
                    bytes = splice(bytes, at, Arrays.copyOfRange(other, from, to), at);
                }
            }
        }
        return bytes;
    }

    private static byte[] splice(byte[] bytes, int at, byte[] middle, int rest) {
        byte[] spliced = new byte[at + middle.length + bytes.length - rest];
        System.arraycopy(bytes, 0, spliced, 0, at);
        System.arraycopy(middle, 0, spliced, at, middle.length);
        System.arraycopy(bytes, rest, spliced, at + middle.length, bytes.length - rest);
        return spliced;
    }
}
