package dev.markco.yjs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Peers of this engine and of the real yjs over a bad {@link Network}: when all has arrived they are equal in everything
 * that can be read, in state vector and delete set, and each loads the state of every other.
 *
 * <p>Seeds: 300, or as many as the system property {@code markco.differential.seeds} says; {@code markco.seed} runs one.
 */
final class DifferentialTest {
    private static final YjsPeer yjs = new YjsPeer();

    @AfterAll
    static void stop() {
        yjs.close();
    }

    static LongStream seeds() {
        return Seeds.differential();
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    @DisplayName("peers of both kinds converge over a bad network, and each loads the others' states")
    void converge(long seed) {
        String what = "seed " + seed + " (repeat with -Dmarkco.seed=" + seed + ")";
        try {
            Network network = new Network(seed, yjs);
            network.run(60 + (int) (seed % 5) * 30);
            network.settle();
            assertConverged(network.peers(), what);
        } catch (RuntimeException failure) {
            throw new AssertionError(what, failure);
        }
    }

    private static void assertConverged(List<Peer> peers, String what) {
        List<Reading> readings = peers.stream().map(Peer::read).toList();
        Reading expected = readings.get(0);
        assertThat(expected.isPending()).as(what).isFalse();
        String digest = digest(expected.state());
        for (int at = 0; at < peers.size(); at++) {
            Reading reading = readings.get(at);
            String who = what + ", peer " + at + " of " + peers.size() + ", "
                    + peers.get(at).getClass().getSimpleName();
            assertThat(reading.shown()).as(who).isEqualTo(expected.shown());
            assertThat(digest(reading.state())).as(who + ", delete set").isEqualTo(digest);
            YDoc loaded = new YDoc();
            loaded.applyUpdate(reading.state());
            loaded.replica().check();
            assertThat(Reading.of(loaded).shown()).as(who + ", loaded here").isEqualTo(expected.shown());
            Reading inYjs = Reading.of(yjs.ask("load", "updates", List.of(YjsPeer.base64(reading.state()))));
            assertThat(inYjs.shown()).as(who + ", loaded by yjs").isEqualTo(expected.shown());
        }
    }

    private static String digest(byte[] state) {
        YDoc doc = new YDoc();
        doc.applyUpdate(state);
        return doc.stateDigest();
    }
}
