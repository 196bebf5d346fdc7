package dev.markco.relay;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.markco.sync.interop.ProviderClients;
import dev.markco.sync.interop.RawClient;
import dev.markco.yjs.YDoc;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.WebSocketHandshakeException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Moving documents, to the trash and back included, with editors that have them open. */
final class RelocationTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String BYTES = "application/octet-stream";
    private static RunningRelay relay;

    @BeforeAll
    static void start() {
        relay = RunningRelay.fresh();
    }

    @AfterAll
    static void stop() {
        relay.close();
    }

    private static String api(String path) {
        return "/api/documents/local/" + path;
    }

    private static HttpResponse<String> post(String path, String query) throws Exception {
        return relay.send(relay.request(api(path) + "?" + query).POST(BodyPublishers.noBody()));
    }

    private static HttpResponse<String> delete(String path) throws Exception {
        return relay.send(relay.request(api(path)).DELETE());
    }

    private static String id(HttpResponse<String> answer) {
        return json(answer).path("id").asString();
    }

    private static JsonNode json(HttpResponse<String> answer) {
        return JsonMapper.shared().readTree(answer.body());
    }

    private static HttpResponse<String> seed(String path, String text) throws Exception {
        YDoc doc = new YDoc();
        doc.getText("content").insert(0, text);
        HttpResponse<String> created =
                relay.put(api(path), doc.encodeStateAsUpdate(), "If-None-Match", "*", "Content-Type", BYTES);
        assertThat(created.statusCode()).isEqualTo(201);
        return created;
    }

    /** The status that an upgrade is refused with. */
    private static int refusal(String path) {
        CompletionException refused =
                catchThrowableOfType(CompletionException.class, () -> RawClient.follow(relay.socket(path)));
        return refused.getCause() instanceof WebSocketHandshakeException handshake
                ? handshake.getResponse().statusCode()
                : 0;
    }

    @Test
    @DisplayName(
            "R20 who asks for a document that is in the trash, that there is not, or that was moved, is answered, not warned of")
    void questionsAreNoWarnings() throws Exception {
        Logger all = (Logger) LoggerFactory.getLogger("dev.markco");
        ListAppender<ILoggingEvent> said = new ListAppender<>();
        said.start();
        seed("asked/trashed", "words");
        seed("asked/from", "words");
        assertThat(delete("asked/trashed").statusCode()).isEqualTo(200);
        assertThat(post("asked/from", "action=move&to=local/asked/to").statusCode())
                .isEqualTo(200);
        all.addAppender(said);
        try {
            for (String accept : List.of("text/markdown", "application/json", BYTES, "application/x-ndjson")) {
                assertThat(relay.get(api("asked/trashed"), "Accept", accept).statusCode())
                        .isEqualTo(410);
                assertThat(relay.get(api("asked/none"), "Accept", accept).statusCode())
                        .isEqualTo(404);
                assertThat(relay.get(api("asked/from"), "Accept", accept).statusCode())
                        .isEqualTo(200);
            }
            assertThat(refusal("/sync/local/asked/trashed")).isEqualTo(410);
            assertThat(relay.put(api("asked/trashed"), "words").statusCode()).isEqualTo(410);
            assertThat(delete("asked/trashed").statusCode()).isEqualTo(410);
            assertThat(post("asked/trashed", "action=move&to=local/asked/x").statusCode())
                    .isEqualTo(410);
        } finally {
            all.detachAppender(said);
        }
        assertThat(said.list)
                .filteredOn(event -> event.getLevel().isGreaterOrEqual(Level.WARN))
                .extracting(ILoggingEvent::getFormattedMessage)
                .filteredOn(message -> message.contains("asked"))
                .isEmpty();
    }

    @Test
    @DisplayName("R12 a deletion or a move that means another document, or another state of it, changes nothing")
    void onlyTheOneThatIsMeant() throws Exception {
        HttpResponse<String> created = seed("meant/a", "words ");
        HttpResponse<String> read = relay.send(relay.request(api("meant/a")).GET());
        String etag = read.headers().firstValue("ETag").orElseThrow();
        String id = json(relay.send(relay.request(api("meant")).GET()))
                .path("documents")
                .get(0)
                .path("id")
                .asString();
        assertThat(created.headers().firstValue("Document-Id")).contains(id);
        String other = UUID.randomUUID().toString();
        assertThat(relay.send(relay.request(api("meant/a") + "?id=" + other).DELETE())
                        .statusCode())
                .isEqualTo(404);
        assertThat(post("meant/a", "action=move&to=local/meant/b&id=" + other).statusCode())
                .isEqualTo(404);
        assertThat(relay.put(api("meant/a"), "more words ".getBytes(UTF_8)).statusCode())
                .isEqualTo(200);
        assertThat(relay.send(relay.request(api("meant/a") + "?id=" + id)
                                .header("If-Match", etag)
                                .DELETE())
                        .statusCode())
                .isEqualTo(412);
        HttpResponse<String> again = relay.send(relay.request(api("meant/a")).GET());
        assertThat(again.body()).isEqualTo("more words ");
        assertThat(relay.send(relay.request(api("meant/a") + "?id=" + id)
                                .header(
                                        "If-Match",
                                        again.headers().firstValue("ETag").orElseThrow())
                                .DELETE())
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    @DisplayName("R20 a trashed document closes its sockets with 4410, answers 410, and comes back with id and history")
    void trashAndRestore() throws Exception {
        seed("trash/a", "words ");
        RawClient editor = RawClient.follow(relay.socket("/sync/local/trash/a"));
        await().atMost(PATIENCE).until(editor::text, "words "::equals);
        editor.type("typed ");
        await().atMost(PATIENCE).until(() -> relay.get(api("trash/a")).body(), "words typed "::equals);
        YDoc before = new YDoc();
        before.applyUpdate(relay.getBytes(api("trash/a")).body());

        HttpResponse<String> trashed = delete("trash/a");
        assertThat(trashed.statusCode()).isEqualTo(200);
        await().atMost(PATIENCE).until(editor::closedWith, code -> code == 4410);
        assertThat(relay.get(api("trash/a")).statusCode()).isEqualTo(410);
        assertThat(relay.put(api("trash/a"), "back?").statusCode()).isEqualTo(410);
        assertThat(refusal("/sync/local/trash/a")).isEqualTo(410);
        assertThat(json(relay.get(api("trash"))).path("documents")).isEmpty();
        JsonNode listed = json(relay.get(api("trash") + "?trash=1")).path("trash");
        assertThat(listed).hasSize(1);
        assertThat(listed.get(0).path("id").asString()).isEqualTo(id(trashed));
        assertThat(delete("trash/a").statusCode()).isEqualTo(410);

        HttpResponse<String> restored = post("trash/a", "action=restore");
        assertThat(restored.statusCode()).isEqualTo(200);
        assertThat(id(restored)).isEqualTo(id(trashed));
        YDoc after = new YDoc();
        after.applyUpdate(relay.getBytes(api("trash/a")).body());
        assertThat(after.getText("content").toString()).isEqualTo("words typed ");
        assertThat(after.stateDigest()).isEqualTo(before.stateDigest());
        assertThat(post("trash/a", "action=restore").statusCode()).isEqualTo(404);
    }

    @Test
    @DisplayName("R20 a restored document gets its snapshot, though somebody has it open and nobody types")
    void snapshotAfterRestore() throws Exception {
        seed("back/a", "words ");
        RawClient editor = RawClient.follow(relay.socket("/sync/local/back/a"));
        await().atMost(PATIENCE).until(editor::text, "words "::equals);
        editor.type("typed ");
        // On a slow machine it may have its snapshot by the time that anybody looks.
        await().atMost(PATIENCE)
                .until(
                        () -> relay.query("select (select count(*) from document_updates) || content_text"
                                + " from documents where project = 'back'"),
                        stored -> stored.startsWith("1") || stored.endsWith("typed "));
        assertThat(delete("back/a").statusCode()).isEqualTo(200);
        assertThat(post("back/a", "action=restore").statusCode()).isEqualTo(200);
        RawClient again = RawClient.follow(relay.socket("/sync/local/back/a"));
        await().atMost(PATIENCE).until(again::text, "words typed "::equals);
        await().atMost(PATIENCE)
                .until(
                        () -> relay.query("select content_text from documents where project = 'back'"),
                        "words typed "::equals);
    }

    @Test
    @DisplayName(
            "R20 restoring onto a taken name is 409 and changes nothing; each of several can be had back by its id")
    void restoreOntoTaken() throws Exception {
        seed("taken/a", "first ");
        String first = id(delete("taken/a"));
        seed("taken/a", "second ");
        assertThat(relay.get(api("taken/a")).body()).isEqualTo("second ");
        assertThat(post("taken/a", "action=restore").statusCode()).isEqualTo(409);
        assertThat(relay.get(api("taken/a")).body()).isEqualTo("second ");
        String second = id(delete("taken/a"));
        assertThat(second).isNotEqualTo(first);
        assertThat(id(post("taken/a", "action=restore&id=" + first))).isEqualTo(first);
        assertThat(relay.get(api("taken/a")).body()).isEqualTo("first ");
        assertThat(post("taken/a", "action=restore&id=nonsense").statusCode()).isEqualTo(400);
    }

    @Test
    @DisplayName("R20 a successor of a trashed document has nothing of it, and makes room for it when it is moved")
    void successor() throws Exception {
        seed("successor/a", "old ");
        RawClient editor = RawClient.follow(relay.socket("/sync/local/successor/a"));
        await().atMost(PATIENCE).until(editor::text, "old "::equals);
        String id = id(delete("successor/a"));
        seed("successor/a", "new ");
        assertThat(relay.get(api("successor/a")).body()).isEqualTo("new ");
        await().atMost(PATIENCE).until(editor::closedWith, code -> code == 4410);
        assertThat(post("successor/a", "action=move&to=local/successor/b").statusCode())
                .isEqualTo(200);
        assertThat(id(post("successor/a", "action=restore"))).isEqualTo(id);
        assertThat(relay.get(api("successor/a")).body()).isEqualTo("old ");
        assertThat(relay.get(api("successor/b")).body()).isEqualTo("new ");
    }

    @Test
    @DisplayName(
            "R20 a moved document keeps id, history and its editors; its former name leads to it until it is taken")
    void move() throws Exception {
        seed("move/a", "one ");
        RawClient editor = RawClient.follow(relay.socket("/sync/local/move/a"));
        await().atMost(PATIENCE).until(editor::text, "one "::equals);
        String id =
                json(relay.get(api("move"))).path("documents").get(0).path("id").asString();

        HttpResponse<String> moved = post("move/a", "action=move&to=local/move/dir/b");
        assertThat(moved.statusCode()).isEqualTo(200);
        assertThat(id(moved)).isEqualTo(id);
        editor.type("two ");
        await().atMost(PATIENCE).until(() -> relay.get(api("move/dir/b")).body(), "one two "::equals);
        assertThat(editor.closedWith()).isZero();
        RawClient late = RawClient.follow(relay.socket("/sync/local/move/a"));
        await().atMost(PATIENCE).until(late::text, "one two "::equals);
        late.type("three ");
        await().atMost(PATIENCE).until(editor::text, "one two three "::equals);
        assertThat(relay.query("select count(*) from documents where project = 'move'"))
                .isEqualTo("1");

        seed("move/a", "another ");
        assertThat(relay.get(api("move/a")).body()).isEqualTo("another ");
        assertThat(relay.get(api("move/dir/b")).body()).isEqualTo("one two three ");
        late.type("four ");
        await().atMost(PATIENCE).until(() -> relay.get(api("move/dir/b")).body(), "one two three four "::equals);
        assertThat(relay.get(api("move/a")).body()).isEqualTo("another ");
        late.close();
        editor.close();
    }

    @Test
    @DisplayName("R20 a document that is made under a name which another one has just left has nothing to do with it")
    void createdWhereOneHasJustLeft() throws Exception {
        seed("left/a", "old ");
        RawClient editor = RawClient.follow(relay.socket("/sync/local/left/a"));
        await().until(() -> editor.text().equals("old "));
        // As another relay does, of which this one hears later.
        relay.execute("update documents set doc_path = 'b' where project = 'left' and doc_path = 'a'");
        seed("left/a", "new ");
        assertThat(relay.get(api("left/a")).body()).isEqualTo("new ");
        assertThat(relay.get(api("left/b")).body()).isEqualTo("old ");
        assertThat(editor.text()).isEqualTo("old ");
    }

    @Test
    @DisplayName("a move onto a taken name, of nothing, to nowhere or to another user changes nothing and says why")
    void movesRefused() throws Exception {
        seed("refused/a", "a");
        seed("refused/b", "b");
        assertThat(post("refused/a", "action=move&to=local/refused/b").statusCode())
                .isEqualTo(409);
        assertThat(post("refused/a", "action=move&to=local/refused/a").statusCode())
                .isEqualTo(409);
        assertThat(post("refused/none", "action=move&to=local/refused/c").statusCode())
                .isEqualTo(404);
        assertThat(post("refused/a", "action=move").statusCode()).isEqualTo(400);
        assertThat(post("refused/a", "action=move&to=local/refused/..").statusCode())
                .isEqualTo(400);
        assertThat(post("refused/a", "action=move&to=11111111-2222-3333-4444-555555555555/refused/a")
                        .statusCode())
                .isEqualTo(403);
        assertThat(post("refused/a", "action=shred").statusCode()).isEqualTo(400);
        assertThat(delete("refused/none").statusCode()).isEqualTo(404);
        assertThat(relay.get(api("refused/a")).body()).isEqualTo("a");
        assertThat(relay.get(api("refused/b")).body()).isEqualTo("b");
    }

    @Test
    @DisplayName("R20 a name that is open and empty becomes the document that is moved to it, typed words included")
    void moveOntoWaitingRoom() throws Exception {
        seed("waiting/a", "moved ");
        RawClient waiting = RawClient.follow(relay.socket("/sync/local/waiting/b"));
        await().atMost(PATIENCE).until(() -> relay.get("/stats").body().contains("\"documents\""));
        assertThat(post("waiting/a", "action=move&to=local/waiting/b").statusCode())
                .isEqualTo(200);
        await().atMost(PATIENCE).until(waiting::closedWith, code -> code != 0);
        assertThat(relay.get(api("waiting/b")).body()).isEqualTo("moved ");
        RawClient again = RawClient.follow(relay.socket("/sync/local/waiting/b"));
        await().atMost(PATIENCE).until(again::text, "moved "::equals);
        again.close();
    }

    @Test
    @DisplayName(
            "R20 a Hocuspocus client is told that its document was closed, and is refused while it is in the trash")
    void hocuspocus() throws Exception {
        seed("hocus/a", "words ");
        try (ProviderClients providers = ProviderClients.start()) {
            var open = providers.hocuspocus(relay.socket("/collab"), "local/hocus/a");
            await().atMost(PATIENCE).until(open::text, "words "::equals);
            assertThat(delete("hocus/a").statusCode()).isEqualTo(200);
            var late = providers.hocuspocus(relay.socket("/collab"), "local/hocus/a");
            await().atMost(PATIENCE)
                    .until(() -> late.status().path("denied").asString(""), denied -> denied.contains("trash"));
            open.append("too late ");
            assertThat(post("hocus/a", "action=restore").statusCode()).isEqualTo(200);
            assertThat(relay.get(api("hocus/a")).body()).isEqualTo("words ");
        }
    }
}
