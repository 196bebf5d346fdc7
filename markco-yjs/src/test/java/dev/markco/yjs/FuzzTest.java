package dev.markco.yjs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * Bytes of anybody. What a mutant says may contradict itself (neighbours of different parents, two contents for one id), and
 * then replicas may differ over it, in yjs too; but nothing may break. An update is accepted or refused with
 * {@link DecodeException}, a refusal changes nothing, and no input costs memory out of proportion ({@link Allocation}).
 */
final class FuzzTest {
    /** Inputs that one document is offered. */
    private static final int PER_DOCUMENT = 40;

    private static String what(int i) {
        return "markco.fuzz.seed " + Fuzz.SEED + ", input " + i;
    }

    private static long client(Random random) {
        return 1L + random.nextInt(Integer.MAX_VALUE);
    }

    /** Classes are loaded before allocations are counted. */
    @BeforeAll
    static void warmUp() {
        for (byte[] update : Fuzz.corpus()) {
            YDoc doc = new YDoc();
            doc.observeUpdate((event, origin) -> Updates.isEmpty(event));
            doc.getText("content").observe(event -> {});
            doc.getText("rich").observe(event -> {});
            doc.applyUpdate(update);
            byte[] merged = Updates.merge(List.of(update, update));
            Updates.firstClocks(Updates.diff(merged, Updates.stateVector(update)));
            assertRefused(() -> StateVector.decode(update));
        }
    }

    @Test
    @DisplayName("mutated updates are accepted or refused, and a refused one changes neither document nor events")
    void mutatedUpdates() {
        Random random = new Random(Fuzz.SEED);
        Mutations mutations = new Mutations(Fuzz.corpus(), random);
        int count = Fuzz.share(40);
        int accepted = 0;
        FuzzedDocument document = new FuzzedDocument(client(random), mutations.any());
        for (int i = 0; i < count; i++) {
            if (i % PER_DOCUMENT == 0) {
                document.check(what(i));
                document = new FuzzedDocument(client(random), mutations.any());
            }
            accepted += document.offer(mutations.mutant(), what(i)) ? 1 : 0;
            if (i % 8 == 0) {
                document.check(what(i));
            }
        }
        assertThat(accepted).isBetween(count / 100, count - count / 10);
    }

    @Test
    @DisplayName("updates of the right grammar that refer to anything are accepted or refused, and change nothing then")
    void hostileUpdates() {
        Random random = new Random(Fuzz.SEED + 1);
        List<byte[]> corpus = Fuzz.corpus();
        int count = Fuzz.share(20);
        int accepted = 0;
        FuzzedDocument document = new FuzzedDocument(77, Updates.empty());
        HostileUpdates updates = new HostileUpdates(random, List.of());
        for (int i = 0; i < count; i++) {
            if (i % PER_DOCUMENT == 0) {
                document.check(what(i));
                document = new FuzzedDocument(
                        client(random),
                        random.nextBoolean() ? Updates.empty() : corpus.get(random.nextInt(corpus.size())));
                List<Long> clients =
                        new ArrayList<>(document.doc().stateVector().clients());
                clients.add(document.doc().clientId());
                updates = new HostileUpdates(random, clients);
            }
            accepted += document.offer(updates.next(), what(i)) ? 1 : 0;
            if (random.nextInt(16) == 0) {
                document.edit();
            }
            document.check(what(i));
        }
        assertThat(accepted).isBetween(count / 10, count - count / 10);
    }

    @Test
    @DisplayName("every truncation of an update is refused by documents and by the document-less functions")
    void truncations() {
        FuzzedDocument document = new FuzzedDocument(77, Updates.empty());
        List<byte[]> corpus = Fuzz.corpus();
        for (int i = 0; i < corpus.size(); i += 4) {
            byte[] update = corpus.get(i);
            for (int length = 0; length < update.length; length++) {
                byte[] cut = Arrays.copyOf(update, length);
                assertThat(document.offer(cut, "truncation")).isFalse();
                assertRefused(() -> Updates.merge(List.of(cut)));
                assertRefused(() -> Updates.diff(cut, StateVector.EMPTY));
                assertRefused(() -> Updates.stateVector(cut));
            }
        }
        assertThat(Updates.isEmpty(document.doc().encodeStateAsUpdate())).isTrue();
    }

    @Test
    @DisplayName("two updates one behind the other are not an update")
    void concatenations() {
        List<byte[]> corpus = Fuzz.corpus();
        FuzzedDocument document = new FuzzedDocument(77, corpus.get(0));
        for (int i = 1; i < corpus.size(); i++) {
            byte[] both = Arrays.copyOf(corpus.get(i - 1), corpus.get(i - 1).length + corpus.get(i).length);
            System.arraycopy(corpus.get(i), 0, both, corpus.get(i - 1).length, corpus.get(i).length);
            assertThat(document.offer(both, "concatenation " + i)).isFalse();
        }
    }

    @Test
    @DisplayName("mutated updates are merged, diffed and measured, or refused")
    void documentlessFunctions() {
        Random random = new Random(Fuzz.SEED + 2);
        Mutations mutations = new Mutations(Fuzz.corpus(), random);
        HostileUpdates hostile = new HostileUpdates(random, List.of());
        for (int i = 0; i < Fuzz.share(10); i++) {
            byte[] mutant = random.nextInt(3) == 0 ? hostile.next() : mutations.mutant();
            byte[] other = random.nextInt(4) == 0 ? hostile.next() : mutations.any();
            String what = what(i) + ": " + YjsPeer.base64(mutant) + " and " + YjsPeer.base64(other);
            Allocation allocation = Allocation.started();
            try {
                byte[] merged = Updates.merge(List.of(mutant, other));
                byte[] diff = Updates.diff(merged, Updates.stateVector(other));
                Updates.stateVector(merged);
                Updates.firstClocks(diff);
            } catch (DecodeException refusal) {
                // Refused, as it may be.
            } catch (RuntimeException | Error failure) {
                throw new AssertionError(what, failure);
            }
            // Four functions, each reading what the one before wrote.
            allocation.requireBounded(4L * (mutant.length + other.length), what);
        }
    }

    @Test
    @DisplayName("mutated state vectors are read or refused")
    void stateVectors() {
        Random random = new Random(Fuzz.SEED + 3);
        List<byte[]> vectors = Fuzz.corpus().stream()
                .map(update -> Updates.stateVector(update).encode())
                .toList();
        Mutations mutations = new Mutations(vectors, random);
        for (int i = 0; i < Fuzz.share(5); i++) {
            byte[] mutant = mutations.mutant();
            Allocation allocation = Allocation.started();
            try {
                StateVector read = StateVector.decode(mutant);
                if (!StateVector.decode(read.encode()).equals(read)) {
                    throw new AssertionError("not read back as it was written: " + read);
                }
            } catch (DecodeException refusal) {
                // Refused, as it may be.
            } catch (RuntimeException | Error failure) {
                throw new AssertionError(what(i) + ": " + YjsPeer.base64(mutant), failure);
            }
            allocation.requireBounded(mutant.length, what(i));
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
            assertThat(new FuzzedDocument(77, Updates.empty()).offer(update, "kind " + kind))
                    .isFalse();
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
}
