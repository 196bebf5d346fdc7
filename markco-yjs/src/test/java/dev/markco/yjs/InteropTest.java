package dev.markco.yjs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/** Peers of this engine and peers of the real yjs edit at random, over a network that reorders, repeats and delays. */
final class InteropTest {
    private static final int PEERS = 4;
    private static final int STEPS = 80;
    private static final YjsPeer yjs = new YjsPeer();

    @BeforeAll
    static void start() {
        yjs.ask("drop");
    }

    @AfterAll
    static void stop() {
        yjs.close();
    }

    static LongStream seeds() {
        return Seeds.all();
    }

    /** Peers 0 and 1 are Java, 2 and 3 JavaScript; each has an inbox. */
    private static final class Network {
        final Random random;
        final List<List<byte[]>> inboxes = new ArrayList<>();
        final YDoc[] docs = new YDoc[PEERS];

        Network(long seed) {
            random = new Random(seed);
            for (int peer = 0; peer < PEERS; peer++) {
                inboxes.add(new ArrayList<>());
                if (isJava(peer)) {
                    open(peer, new YDoc(clientId()));
                } else {
                    yjs.ask("new", "peer", peer, "client", clientId());
                }
            }
        }

        static boolean isJava(int peer) {
            return peer < 2;
        }

        private long clientId() {
            return 1 + (random.nextInt() & 0xffff_fffeL);
        }

        private void open(int peer, YDoc doc) {
            docs[peer] = doc;
            doc.observeUpdate((update, origin) -> {
                if (origin != this) {
                    send(peer, update);
                }
            });
        }

        private void send(int from, byte[] update) {
            for (int to = 0; to < PEERS; to++) {
                if (to != from) {
                    inboxes.get(to).add(update);
                    if (random.nextInt(8) == 0) {
                        inboxes.get(to).add(update);
                    }
                }
            }
        }

        private void sendAll(int from, JsonNode answer) {
            YjsPeer.updates(answer).forEach(update -> send(from, update));
        }

        void step() {
            int peer = random.nextInt(PEERS);
            int kind = random.nextInt(20);
            if (kind < 8) {
                edit(peer);
            } else if (kind == 8) {
                restart(peer);
            } else if (!inboxes.get(peer).isEmpty()) {
                deliver(peer, random.nextInt(inboxes.get(peer).size()));
            }
        }

        private void edit(int peer) {
            if (isJava(peer)) {
                RandomEdits.edit(docs[peer], random);
                docs[peer].replica().check();
            } else {
                sendAll(peer, yjs.ask("edit", "peer", peer, "seed", random.nextInt()));
            }
        }

        private void restart(int peer) {
            if (isJava(peer)) {
                YDoc fresh = new YDoc(clientId());
                fresh.applyUpdate(docs[peer].encodeStateAsUpdate());
                open(peer, fresh);
            } else {
                sendAll(peer, yjs.ask("reload", "peer", peer, "client", clientId()));
            }
        }

        private void deliver(int peer, int at) {
            List<byte[]> inbox = inboxes.get(peer);
            byte[] update = inbox.remove(at);
            if (!inbox.isEmpty() && random.nextInt(4) == 0) {
                update = merge(update, inbox.remove(random.nextInt(inbox.size())));
            }
            if (isJava(peer)) {
                docs[peer].applyUpdate(update, this);
                docs[peer].replica().check();
            } else {
                sendAll(peer, yjs.ask("apply", "peer", peer, "update", update));
            }
        }

        private byte[] merge(byte[] first, byte[] second) {
            return random.nextBoolean()
                    ? Updates.merge(List.of(first, second))
                    : YjsPeer.bytes(
                            yjs.ask("merge", "updates", List.of(YjsPeer.base64(first), YjsPeer.base64(second))),
                            "merged");
        }

        void settle() {
            for (int peer = 0; peer < PEERS; peer = nextBusy()) {
                deliverAll(peer);
            }
        }

        private void deliverAll(int peer) {
            while (!inboxes.get(peer).isEmpty()) {
                deliver(peer, random.nextInt(inboxes.get(peer).size()));
            }
        }

        private int nextBusy() {
            for (int peer = 0; peer < PEERS; peer++) {
                if (!inboxes.get(peer).isEmpty()) {
                    return peer;
                }
            }
            return PEERS;
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    @DisplayName("Java and JavaScript peers converge, and each loads the other's state")
    void convergesWithYjs(long seed) {
        Network network = new Network(seed);
        for (int step = 0; step < STEPS; step++) {
            network.step();
        }
        network.settle();
        JsonNode expected = yjs.ask("report", "peer", 2);
        JsonNode other = yjs.ask("report", "peer", 3);
        for (String field : List.of("content", "rich", "map", "list", "xml", "vector")) {
            assertThat(other.get(field))
                    .as("seed %d, %s of both yjs", seed, field)
                    .isEqualTo(expected.get(field));
        }
        for (int peer = 0; peer < 2; peer++) {
            assertReads(network.docs[peer], expected, "seed " + seed + ", peer " + peer);
        }
        YDoc loaded = new YDoc();
        loaded.applyUpdate(YjsPeer.bytes(expected, "state"));
        assertReads(loaded, expected, "seed " + seed + ", state of yjs");
        assertThat(loaded.stateDigest()).as("seed %d", seed).isEqualTo(network.docs[0].stateDigest());
        yjs.ask("new", "peer", 4, "client", 5);
        yjs.ask("apply", "peer", 4, "update", network.docs[0].encodeStateAsUpdate());
        JsonNode fromJava = yjs.ask("report", "peer", 4);
        for (String field : List.of("content", "rich", "map", "list", "xml", "vector")) {
            assertThat(fromJava.get(field))
                    .as("seed %d, %s of our state in yjs", seed, field)
                    .isEqualTo(expected.get(field));
        }
        int yjsSize = YjsPeer.bytes(expected, "state").length;
        assertThat(network.docs[0].encodeStateAsUpdate().length)
                .as("seed %d, encoded size", seed)
                .isLessThanOrEqualTo((int) (yjsSize * 1.02) + 4);
    }

    private static void assertReads(YDoc doc, JsonNode expected, String what) {
        doc.replica().check();
        assertThat(doc.hasPending()).as(what).isFalse();
        assertThat(doc.getText("content").toString())
                .as(what)
                .isEqualTo(expected.get("content").asString());
        assertThat(Shown.delta(doc.getText("rich"))).as(what).isEqualTo(Shown.json(expected.get("rich")));
        assertThat(Shown.java(doc.getMap("map"))).as(what).isEqualTo(Shown.json(expected.get("map")));
        assertThat(Shown.java(doc.getArray("list"))).as(what).isEqualTo(Shown.json(expected.get("list")));
        assertThat(doc.getXmlFragment("xml").toString())
                .as(what)
                .isEqualTo(expected.get("xml").asString());
        assertThat(doc.encodeStateVector()).as(what).isEqualTo(YjsPeer.bytes(expected, "vector"));
    }

    @Test
    @DisplayName("where yjs lags half way, its own state loaded anew goes as far as ours")
    void laggingHalfStates() {
        List<Vectors.Vector> lagging = Vectors.all().stream()
                .filter(vector -> VectorTest.YJS_LAGS.contains(vector.name()))
                .toList();
        assertThat(lagging).hasSize(VectorTest.YJS_LAGS.size());
        for (Vectors.Vector vector : lagging) {
            YDoc doc = new YDoc();
            yjs.ask("new", "peer", 9, "client", 77_777);
            for (byte[] update :
                    vector.updates().subList(0, vector.json().get("cut").asInt())) {
                doc.applyUpdate(update);
                yjs.ask("apply", "peer", 9, "update", update);
            }
            JsonNode lagged = yjs.ask("report", "peer", 9);
            assertThat(YjsPeer.bytes(lagged, "vector")).isEqualTo(vector.bytes("halfVector"));
            yjs.ask("reload", "peer", 9, "client", 77_777);
            JsonNode reloaded = yjs.ask("report", "peer", 9);
            assertThat(reloaded.get("content").asString())
                    .isEqualTo(doc.getText("content").toString());
            assertThat(YjsPeer.bytes(reloaded, "vector")).isEqualTo(doc.encodeStateVector());
        }
    }
}
