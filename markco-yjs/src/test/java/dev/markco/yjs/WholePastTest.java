package dev.markco.yjs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/**
 * A relay that logs of every frame what its document lacked, and merges the whole past of the document from that: against a
 * model of the units, against its own document, and against what yjs makes of the same frames.
 *
 * <p>Seeds: 1,000, or as many as the system property {@code markco.past.seeds} says; {@code markco.seed} runs one.
 */
final class WholePastTest {
    private static final YjsPeer yjs = new YjsPeer();

    /** Name of the yjs document that is given the relay's frames; those of clients are lower. */
    private static final int JUDGE = 100;

    /** How often what is to be proved has happened, over all seeds. */
    private static int seeds;

    private static int revealed;
    private static int deletedAhead;
    private static int cut;
    private static int known;

    @AfterAll
    static void stop() {
        yjs.close();
        if (seeds >= 100) {
            assertThat(revealed)
                    .as("units with content after they came without")
                    .isGreaterThan(seeds);
            assertThat(deletedAhead).as("deletes before their units").isGreaterThan(seeds);
            assertThat(cut).as("frames known in part").isGreaterThan(seeds);
            assertThat(known).as("frames known").isGreaterThan(seeds);
        }
    }

    static LongStream seeds() {
        return Seeds.past();
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    @DisplayName("R42: what was lacking of every frame, merged in any order, has each unit as well as it ever came")
    void wholePast(long seed) {
        String what = "seed " + seed + " (repeat with -Dmarkco.seed=" + seed + ")";
        try {
            Random random = new Random(seed);
            LoggingRelay relay = new LoggingRelay(what, random);
            RelayedClients clients = new RelayedClients(random, relay, yjs);
            clients.run(10 + random.nextInt(30));
            if (random.nextInt(4) == 0) {
                relay.checkedMerge();
            }
            clients.run(10);
            clients.settle();
            assertThat(relay.doc.hasPending()).as(what).isFalse();
            byte[] merged = relay.checkedMerge();
            assertLikeYjs(relay, merged, what);
            count(relay);
        } catch (RuntimeException failure) {
            throw new AssertionError(what, failure);
        }
    }

    @Test
    @DisplayName("R42: what reached the relay collected first is in the past with its content, and stays deleted")
    void contentBehindItsCollection() {
        YDoc author = new YDoc(1);
        author.getMap("map").putText("note").insert(0, "hello");
        byte[] written = author.encodeStateAsUpdate();
        YDoc other = new YDoc(2);
        other.applyUpdate(written);
        other.getMap("map").remove("note");
        LoggingRelay relay = new LoggingRelay("collected first", new Random(1));
        relay.receive(other.encodeStateAsUpdate());
        assertThat(relay.rows).hasSize(1);
        relay.receive(written);
        assertThat(relay.rows).hasSize(2);
        relay.receive(other.encodeStateAsUpdate());
        assertThat(relay.rows).hasSize(2);
        byte[] merged = relay.checkedMerge();
        assertThat(new String(merged, StandardCharsets.UTF_8)).contains("hello");
        YDoc loaded = new YDoc();
        loaded.applyUpdate(merged);
        assertThat(loaded.getMap("map").toJson()).isEqualTo(Map.of());
    }

    private static void count(LoggingRelay relay) {
        seeds++;
        revealed += relay.revealed;
        deletedAhead += relay.deletedAhead;
        cut += relay.cut;
        known += relay.known;
    }

    /** A yjs document that was given the frames, and one made of the merge, are what a document here made of the merge is. */
    private static void assertLikeYjs(LoggingRelay relay, byte[] merged, String what) {
        List<Map<String, Object>> requests = new ArrayList<>();
        requests.add(YjsPeer.request("new", "peer", JUDGE, "client", 1));
        relay.frames.forEach(frame -> requests.add(YjsPeer.request("apply", "peer", JUDGE, "update", frame)));
        // yjs 13.6 may keep structs whose references are all there until it is loaded anew.
        requests.add(YjsPeer.request("reload", "peer", JUDGE, "client", 1));
        requests.add(YjsPeer.request("report", "peer", JUDGE));
        requests.add(YjsPeer.request("load", "updates", List.of(YjsPeer.base64(merged))));
        List<JsonNode> answers = yjs.batch(requests);
        YDoc loaded = new YDoc();
        loaded.applyUpdate(merged);
        Reading expected = Reading.of(loaded);
        Reading given = Reading.of(answers.get(answers.size() - 2));
        assertThat(given.shown()).as(what + ", yjs given the frames").isEqualTo(expected.shown());
        assertThat(Reading.of(answers.get(answers.size() - 1)).shown())
                .as(what + ", yjs given the merge")
                .isEqualTo(expected.shown());
        // yjs deletes formats that others have made superfluous, and tells of it.
        answers.forEach(answer -> YjsPeer.updates(answer).forEach(loaded::applyUpdate));
        YDoc loadedFromYjs = new YDoc();
        loadedFromYjs.applyUpdate(given.state());
        assertThat(loadedFromYjs.stateDigest()).as(what + ", deletes of yjs").isEqualTo(loaded.stateDigest());
    }
}
