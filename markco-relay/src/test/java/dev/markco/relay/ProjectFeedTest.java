package dev.markco.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.markco.sync.interop.FrameListener;
import dev.markco.sync.interop.RawClient;
import dev.markco.sync.protocol.MessageType;
import dev.markco.sync.protocol.Messages;
import dev.markco.sync.room.Framing;
import dev.markco.yjs.YDoc;
import dev.markco.yjs.lib0.Decoder;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The events at a project's address, from this relay and from another one. */
final class ProjectFeedTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** A Hocuspocus client of one address that keeps the stateless messages it gets. */
    private static final class Listener extends FrameListener {
        private final List<JsonNode> events = new CopyOnWriteArrayList<>();
        private final List<Integer> types = new CopyOnWriteArrayList<>();
        private final String address;
        private final WebSocket socket;

        private Listener(URI collab, String address) {
            this.address = address;
            this.socket = HttpClient.newHttpClient()
                    .newWebSocketBuilder()
                    .buildAsync(collab, this)
                    .join();
            send(Messages.authToken("", "test"));
        }

        private void send(byte[] message) {
            socket.sendBinary(ByteBuffer.wrap(Framing.addressed(address).frame(message)), true)
                    .join();
        }

        @Override
        protected void onFrame(byte[] frame) {
            if (frame.length > 1) {
                Decoder in = new Decoder(frame);
                in.readVarString();
                int type = (int) in.readVarUint();
                types.add(type);
                if (type == MessageType.STATELESS) {
                    events.add(JsonMapper.shared().readTree(in.readVarString()));
                }
            }
        }

        private void awaitEvent(String event, String path) {
            await().atMost(PATIENCE).untilAsserted(() -> assertThat(events).anyMatch(is(event, path)));
        }

        private static Predicate<JsonNode> is(String event, String path) {
            return one -> one.path("event").asString("").equals(event)
                    && one.path("path").asString("").equals(path);
        }

        private void awaitAdmission() {
            await().atMost(PATIENCE).until(() -> types.contains(MessageType.AUTH));
        }

        private void close() {
            socket.abort();
        }
    }

    private static void seed(RunningRelay relay, String path, String text) throws Exception {
        YDoc doc = new YDoc();
        doc.getText("content").insert(0, text);
        assertThat(relay.put(
                                "/api/documents/local/" + path,
                                doc.encodeStateAsUpdate(),
                                "If-None-Match",
                                "*",
                                "Content-Type",
                                "application/octet-stream")
                        .statusCode())
                .isEqualTo(201);
    }

    @Test
    @DisplayName("R24 a user's address tells of all projects, also of those that begin meanwhile, each event once")
    void eventsOfAllProjects() throws Exception {
        try (RunningRelay relay = RunningRelay.fresh()) {
            Listener all = new Listener(relay.socket("/collab"), "local");
            Listener stranger = new Listener(relay.socket("/collab"), "11111111-1111-1111-1111-111111111111");
            all.awaitAdmission();
            stranger.awaitAdmission();
            seed(relay, "p/a", "one ");
            all.awaitEvent("created", "a");
            seed(relay, "new/b", "two ");
            all.awaitEvent("created", "b");
            relay.send(relay.request("/api/documents/local/p/a?action=move&to=local/q/c")
                    .POST(BodyPublishers.noBody()));
            all.awaitEvent("moved", "c");
            relay.send(relay.request("/api/documents/local/q/c").DELETE());
            all.awaitEvent("trashed", "c");
            assertThat(all.events)
                    .filteredOn(one -> one.path("event").asString("").equals("moved"))
                    .hasSize(1);
            assertThat(stranger.events).isEmpty();
            all.close();
            stranger.close();
        }
    }

    @Test
    @DisplayName(
            "R24 a project's address tells what is created, changed, moved, trashed and restored, and carries no text")
    void events() throws Exception {
        try (RunningRelay relay = RunningRelay.fresh()) {
            Listener feed = new Listener(relay.socket("/collab"), "local/p");
            Listener other = new Listener(relay.socket("/collab"), "local/q");
            feed.awaitAdmission();
            other.awaitAdmission();
            seed(relay, "p/a", "one ");
            feed.awaitEvent("created", "a");
            RawClient editor = RawClient.follow(relay.socket("/sync/local/p/a"));
            await().atMost(PATIENCE).until(editor::text, "one "::equals);
            editor.type("two ");
            feed.awaitEvent("changed", "a");
            relay.send(relay.request("/api/documents/local/p/a?action=move&to=local/q/b")
                    .POST(BodyPublishers.noBody()));
            feed.awaitEvent("moved", "b");
            other.awaitEvent("moved", "b");
            // A resync may come before it at any time, as when the relay begins to listen to others.
            assertThat(other.events.stream()
                            .filter(event -> event.path("event").asString("").equals("moved"))
                            .findFirst()
                            .orElseThrow()
                            .path("from")
                            .path("path")
                            .asString())
                    .isEqualTo("a");
            relay.send(relay.request("/api/documents/local/q/b").DELETE());
            other.awaitEvent("trashed", "b");
            relay.send(relay.request("/api/documents/local/q/b?action=restore").POST(BodyPublishers.noBody()));
            other.awaitEvent("restored", "b");
            editor.abort();

            feed.send(Messages.syncStep1(new YDoc().stateVector()));
            await().atMost(PATIENCE).until(() -> feed.types.contains(MessageType.SYNC));
            YDoc doc = new YDoc();
            doc.getText("content").insert(0, "no place for words");
            feed.send(Messages.update(doc.encodeStateAsUpdate()));
            await().atMost(PATIENCE).until(() -> feed.socket.isInputClosed());
            feed.close();
            other.close();
            assertThat(relay.query("select count(*) from documents")).isEqualTo("1");
        }
    }

    @Test
    @DisplayName(
            "R24 what happens on another relay is told too, and a change is told at once and again when it goes on")
    void elsewhere() throws Exception {
        try (RunningRelay one = RunningRelay.fresh();
                RunningRelay two = RunningRelay.on(one.database)) {
            seed(one, "p/a", "one ");
            Listener feed = new Listener(two.socket("/collab"), "local/p");
            feed.awaitAdmission();
            RawClient editor = RawClient.follow(one.socket("/sync/local/p/a"));
            await().atMost(PATIENCE).until(editor::text, "one "::equals);
            // What came before the other relay listens is told of by a resync.
            await().atMost(PATIENCE).pollInterval(Duration.ofMillis(500)).until(() -> {
                editor.type("two ");
                return feed.events.stream().anyMatch(Listener.is("changed", "a"));
            });
            long before = feed.events.size();
            editor.type("three ");
            await().atMost(PATIENCE).until(() -> feed.events.size() > before);
            one.send(one.request("/api/documents/local/p/a").DELETE());
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(feed.events).anyMatch((Predicate<JsonNode>)
                            event -> event.path("event").asString("").equals("resync")));
            editor.abort();
            feed.close();
        }
    }

    @Test
    @DisplayName("R24 a listing gives each document's id and the digest of its state, which changes with every edit")
    void listing() throws Exception {
        try (RunningRelay relay = RunningRelay.fresh()) {
            seed(relay, "p/a", "one ");
            JsonNode first = listed(relay);
            assertThat(first.path("stateHash").asString())
                    .isEqualTo(relay.get("/api/documents/local/p/a")
                            .headers()
                            .firstValue("ETag")
                            .orElseThrow()
                            .replace("\"", ""));
            relay.put("/api/documents/local/p/a", "one two ");
            JsonNode second = listed(relay);
            assertThat(second.path("id")).isEqualTo(first.path("id"));
            assertThat(second.path("stateHash")).isNotEqualTo(first.path("stateHash"));
            relay.execute("update documents set state_hash = null, yjs_state = yjs_state");
            assertThat(listed(relay).path("stateHash")).isEqualTo(second.path("stateHash"));
        }
    }

    private static JsonNode listed(RunningRelay relay) throws Exception {
        return JsonMapper.shared()
                .readTree(relay.get("/api/documents/local/p").body())
                .path("documents")
                .get(0);
    }
}
