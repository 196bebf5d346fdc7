package dev.markco.sync.jetty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.markco.sync.interop.RawClient;
import dev.markco.sync.protocol.MessageType;
import dev.markco.sync.protocol.Messages;
import dev.markco.sync.room.Framing;
import dev.markco.sync.room.RoomJournal;
import dev.markco.sync.room.RoomLimits;
import dev.markco.yjs.Pending;
import dev.markco.yjs.StateVector;
import dev.markco.yjs.YDoc;
import dev.markco.yjs.lib0.Encoder;
import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Sockets that send what nobody may, beside a client that must not notice. */
final class HostileClientsTest {
    private static final int SEEDS = Integer.getInteger("markco.seeds", 25);
    /** What a client sees that was still sending when the relay had closed: its kernel drops the goodbye. */
    private static final int CUT_OFF = 1006;

    private static final String NAME = "local/p/shared";
    private static final Framing ADDRESSED = Framing.addressed(NAME);

    private static RawClient attacker(RoomServer server, String kind) {
        if (kind.equals("sync")) {
            return RawClient.open(address(server), true);
        }
        RawClient client = RawClient.open(server.collabUrl(), false);
        client.send(ADDRESSED.frame(Messages.authToken("", "4.0.0")));
        return client;
    }

    private static URI address(RoomServer server) {
        return URI.create(server.sync() + "/" + NAME);
    }

    private static byte[] framed(String kind, byte[] message) {
        return kind.equals("sync") ? message : ADDRESSED.frame(message);
    }

    private static String digest(RoomServer server) {
        return server.room(NAME).<String>read(YDoc::stateDigest);
    }

    private static RawClient bystander(RoomServer server) {
        RawClient client = RawClient.follow(address(server));
        client.type("kept");
        await().until(() -> server.room(NAME)
                .<String>read(doc -> doc.getText("content").toString())
                .equals("kept"));
        return client;
    }

    private static void assertStillServed(RoomServer server, RawClient bystander, String as) {
        server.room(NAME).edit(null, doc -> doc.getText("content").insert(0, "x"));
        bystander.type("y");
        await().untilAsserted(() -> {
            assertThat(bystander.closedWith()).as(as).isZero();
            assertThat(digest(server)).as(as).isEqualTo(bystander.digest());
        });
    }

    private static byte[] unframedSync(int step, byte[] body) {
        Encoder out = new Encoder();
        out.writeVarUint(MessageType.SYNC);
        out.writeVarUint(step);
        out.writeVarBytes(body);
        return out.toByteArray();
    }

    @ParameterizedTest
    @ValueSource(strings = {"sync", "collab"})
    @DisplayName("a malformed frame closes its socket with 1007, at once, and changes nothing")
    void malformedFrames(String kind) throws Exception {
        try (RoomServer server = new RoomServer()) {
            RawClient bystander = bystander(server);
            String before = digest(server);
            List<byte[]> frames = List.of(
                    framed(kind, unframedSync(MessageType.UPDATE, new byte[] {1, 2, 3})),
                    framed(kind, unframedSync(MessageType.STEP_1, new byte[] {(byte) 0xff})),
                    framed(kind, new byte[] {MessageType.SYNC, MessageType.UPDATE, 100, 1}),
                    framed(kind, new byte[] {MessageType.AWARENESS, 3, 1, 1, 1}),
                    new byte[] {5, 'a'},
                    framed(kind, new byte[] {
                        (byte) 0xff,
                        (byte) 0xff,
                        (byte) 0xff,
                        (byte) 0xff,
                        (byte) 0xff,
                        (byte) 0xff,
                        (byte) 0xff,
                        (byte) 0xff,
                        (byte) 0xff,
                        (byte) 0xff,
                        (byte) 0xff
                    }));
            for (byte[] frame : frames) {
                RawClient attacker = attacker(server, kind);
                attacker.send(frame);
                if (kind.equals("sync") && frame[0] == 5) {
                    attacker.abort(); // an unknown type, which is ignored
                } else {
                    await().untilAsserted(() -> assertThat(attacker.closedWith())
                            .as(Arrays.toString(frame))
                            .isEqualTo(1007));
                }
                await().until(() -> server.sockets() == 1);
            }
            assertThat(digest(server)).isEqualTo(before);
            assertStillServed(server, bystander, kind);
            await().until(() -> server.room(NAME).connectionCount() == 1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"sync", "collab"})
    @DisplayName("nothing that follows a malformed frame is taken")
    void framesAfterAMalformedOne(String kind) throws Exception {
        try (RoomServer server = new RoomServer()) {
            RawClient bystander = bystander(server);
            RawClient attacker = attacker(server, kind);
            YDoc late = new YDoc();
            late.getText("content").insert(0, "late");
            attacker.send(framed(kind, unframedSync(MessageType.UPDATE, new byte[] {1, 2, 3})));
            attacker.sendLast(framed(kind, Messages.update(late.encodeStateAsUpdate())));
            await().until(() -> server.sockets() == 1);
            assertStillServed(server, bystander, kind);
            assertThat(bystander.text()).isEqualTo("xkepty");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"sync", "collab"})
    @DisplayName("a text frame closes its socket with 1003, at once")
    void textFrames(String kind) throws Exception {
        try (RoomServer server = new RoomServer()) {
            RawClient bystander = bystander(server);
            RawClient attacker = attacker(server, kind);
            attacker.sendText("{\"hello\":1}");
            await().until(() -> attacker.closedWith() == 1003);
            await().until(() -> server.sockets() == 1);
            assertStillServed(server, bystander, kind);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"sync", "collab"})
    @DisplayName("a message over the bound closes its socket with 1009")
    void oversizedFrames(String kind) throws Exception {
        RoomLimits small = RoomLimits.DEFAULT.withMaxMessageBytes(10_000);
        try (RoomServer server = new RoomServer(small, RoomJournal.NONE)) {
            RawClient bystander = bystander(server);
            String before = digest(server);
            RawClient attacker = attacker(server, kind);
            YDoc large = new YDoc();
            large.getText("content").insert(0, "x".repeat(20_000));
            attacker.send(framed(kind, Messages.update(large.encodeStateAsUpdate())));
            await().untilAsserted(() -> assertThat(attacker.closedWith()).isIn(1009, CUT_OFF));
            await().until(() -> server.sockets() == 1);
            assertThat(digest(server)).isEqualTo(before);
            assertStillServed(server, bystander, kind);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"sync", "collab"})
    @DisplayName("R19 updates that wait for what never comes close their socket at the bound, and change nothing")
    void pendingBeyondTheBound(String kind) throws Exception {
        RoomLimits small = RoomLimits.DEFAULT.withMaxPendingBytes(2_000);
        try (RoomServer server = new RoomServer(small, RoomJournal.NONE)) {
            RawClient bystander = bystander(server);
            String before = digest(server);
            RawClient attacker = attacker(server, kind);
            YDoc author = new YDoc();
            List<byte[]> updates = new ArrayList<>();
            author.observeUpdate((update, origin) -> updates.add(update));
            for (int i = 0; i < 300; i++) {
                author.getText("content").insert(i, "x");
            }
            for (byte[] update : updates.subList(1, updates.size())) {
                attacker.sendLast(framed(kind, Messages.update(update)));
            }
            await().untilAsserted(() -> assertThat(attacker.closedWith()).isIn(1009, CUT_OFF));
            await().until(() -> server.sockets() == 1);
            assertThat(digest(server)).isEqualTo(before);
            assertThat(server.room(NAME).<Pending>read(YDoc::pending).bytes()).isBetween(1_900L, 2_000L);
            assertStillServed(server, bystander, kind);
        }
    }

    @Test
    @DisplayName("pings between frames and fragments of one message are taken as they should be")
    void pingsAndBigMessages() throws Exception {
        try (RoomServer server = new RoomServer()) {
            RawClient bystander = bystander(server);
            RawClient writer = RawClient.follow(address(server));
            writer.ping();
            writer.type("z".repeat(1_000_000));
            writer.ping();
            writer.type("end");
            // Where the words stand depends on what the writer had seen of the other's, so only their number is known.
            await().until(() -> bystander.text().length() == "kept".length() + 1_000_000 + "end".length());
            assertThat(bystander.text()).containsOnlyOnce("end").containsOnlyOnce("kept");
            assertStillServed(server, bystander, "pings");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"sync", "collab"})
    @DisplayName("random and mutated frames close at most their own socket, and everybody else agrees with the relay")
    void fuzz(String kind) throws Exception {
        try (RoomServer server = new RoomServer()) {
            RawClient bystander = bystander(server);
            for (int seed = 0; seed < SEEDS; seed++) {
                Random random = new Random(seed);
                RawClient attacker = attacker(server, kind);
                for (int i = 0; i < 30 && attacker.closedWith() == 0; i++) {
                    attacker.sendLast(framed(kind, strange(random, server)));
                }
                attacker.sendLast(framed(kind, unframedSync(MessageType.UPDATE, new byte[] {1, 2, 3})));
                String as = kind + " seed " + seed;
                await().untilAsserted(
                                () -> assertThat(attacker.closedWith()).as(as).isIn(1007, 1003, 1009, CUT_OFF));
                await().until(() -> server.sockets() == 1);
                await().untilAsserted(
                                () -> assertThat(bystander.digest()).as(as).isEqualTo(digest(server)));
            }
            assertStillServed(server, bystander, kind);
        }
    }

    private static byte[] strange(Random random, RoomServer server) {
        if (random.nextInt(4) == 0) {
            byte[] bytes = new byte[random.nextInt(40)];
            random.nextBytes(bytes);
            return bytes;
        }
        YDoc doc = new YDoc(random.nextInt(1, 1000));
        doc.applyUpdate(server.room(NAME).<byte[]>read(YDoc::encodeStateAsUpdate));
        doc.getText("content").insert(0, "new");
        byte[] message = random.nextBoolean()
                ? Messages.update(doc.encodeStateAsUpdate())
                : Messages.syncStep1(random.nextBoolean() ? doc.stateVector() : StateVector.EMPTY);
        for (int i = random.nextInt(3); i >= 0; i--) {
            message[random.nextInt(message.length)] = (byte) random.nextInt(256);
        }
        return random.nextInt(3) == 0 ? Arrays.copyOf(message, random.nextInt(message.length)) : message;
    }
}
