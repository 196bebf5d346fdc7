package dev.markco.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.markco.sync.interop.RawClient;
import dev.markco.yjs.Updates;
import dev.markco.yjs.YDoc;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The HTTP API against a whole relay on PostgreSQL. */
final class DocumentsApiTest {
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

    private static String etag(HttpResponse<?> response) {
        return response.headers().firstValue("ETag").orElseThrow();
    }

    private static YDoc doc(String text) {
        YDoc doc = new YDoc();
        doc.getText("content").insert(0, text);
        return doc;
    }

    @Test
    void textIsPutAsAMinimalEditOnTheSameHistory() throws Exception {
        String path = "/api/documents/local/p/edit";
        assertThat(relay.put(path, "one two three").statusCode()).isEqualTo(200);
        YDoc before = new YDoc();
        before.applyUpdate(relay.getBytes(path).body());
        assertThat(relay.put(path, "one 2 three").statusCode()).isEqualTo(200);
        YDoc after = new YDoc();
        after.applyUpdate(relay.getBytes(path).body());
        assertThat(after.stateVector().sharesClientWith(before.stateVector())).isTrue();
        assertThat(after.getText("content").toString()).isEqualTo("one 2 three");
        before.applyUpdate(relay.getBytes(path).body());
        assertThat(before.getText("content").toString()).isEqualTo("one 2 three");
    }

    @Test
    @DisplayName("R3 a document is seeded once: If-None-Match: * creates or answers 412")
    void seedingHappensOnce() throws Exception {
        String path = "/api/documents/local/p/seed";
        byte[] ours = doc("ours").encodeStateAsUpdate();
        byte[] theirs = doc("theirs").encodeStateAsUpdate();
        HttpResponse<String> created = relay.put(path, ours, "If-None-Match", "*", "Content-Type", BYTES);
        assertThat(created.statusCode()).isEqualTo(201);
        assertThat(relay.put(path, theirs, "If-None-Match", "*", "Content-Type", BYTES)
                        .statusCode())
                .isEqualTo(412);
        assertThat(relay.get(path).body()).isEqualTo("ours");
        assertThat(etag(relay.get(path))).isEqualTo(etag(created));
    }

    @Test
    @DisplayName("R1 a state without a common history is never merged")
    void unrelatedStatesAreRefused() throws Exception {
        String path = "/api/documents/local/p/unrelated";
        relay.put(path, "the relay's");
        HttpResponse<String> refused = relay.put(path, doc("mine").encodeStateAsUpdate(), "Content-Type", BYTES);
        assertThat(refused.statusCode()).isEqualTo(409);
        assertThat(relay.get(path).body()).isEqualTo("the relay's");
        YDoc related = new YDoc();
        related.applyUpdate(relay.getBytes(path).body());
        related.getText("content").insert(0, "still ");
        assertThat(relay.put(path, related.encodeStateAsUpdate(), "Content-Type", BYTES)
                        .statusCode())
                .isEqualTo(200);
        assertThat(relay.get(path).body()).isEqualTo("still the relay's");
    }

    /** How often the past of a document has these words. */
    private static long told(String path, String words) throws Exception {
        return relay.get(path, "Accept", "application/x-ndjson")
                .body()
                .lines()
                .map(line -> JsonMapper.shared().readTree(line).path("update").asString())
                .map(update -> new String(Base64.getDecoder().decode(update), StandardCharsets.ISO_8859_1))
                .filter(update -> update.contains(words))
                .count();
    }

    @ParameterizedTest(name = "If-Match: {0}")
    @ValueSource(booleans = {false, true})
    @DisplayName("R42 a state with words that the document has deleted is kept once, however often it is put")
    void deletedWordsAreKeptOnce(boolean conditional) throws Exception {
        String path = "/api/documents/local/p/again-" + conditional;
        relay.put(path, "kept");
        YDoc mine = new YDoc();
        mine.applyUpdate(relay.getBytes(path).body());
        mine.getText("content").insert(0, "second thoughts ");
        byte[] inserted = mine.encodeStateAsUpdate();
        mine.getText("content").delete(0, 16);
        byte[] state = Updates.merge(List.of(inserted, mine.encodeStateAsUpdate()));
        // What a room knows of this goes with it.
        RawClient.follow(relay.socket("/sync/local/p/again-" + conditional));
        long after = 0;
        String updatedAt = "";
        for (int i = 0; i < 4; i++) {
            String[] headers = conditional
                    ? new String[] {"Content-Type", BYTES, "If-Match", etag(relay.get(path))}
                    : new String[] {"Content-Type", BYTES};
            assertThat(relay.put(path, state, headers).statusCode()).isEqualTo(200);
            assertThat(relay.get(path).body()).isEqualTo("kept");
            if (i == 0) {
                after = told(path, "second thoughts");
                assertThat(after).isPositive();
                await().until(() -> relay.query("select count(*) from document_updates u join documents d "
                                + "on d.id = u.document_id where d.doc_path = 'again-" + conditional + "'")
                        .equals("0"));
                updatedAt = version(conditional);
            }
        }
        assertThat(version(conditional)).isEqualTo(updatedAt);
        assertThat(told(path, "second thoughts")).isLessThanOrEqualTo(after);
    }

    private static String version(boolean conditional) throws Exception {
        return relay.query("select updated_at || ' ' || snapshot_version from documents where doc_path = 'again-"
                + conditional + "'");
    }

    @Test
    @DisplayName("R4 an adoption is taken only on the very state it was made for")
    void adoptionIsConditional() throws Exception {
        String path = "/api/documents/local/p/adopt";
        relay.put(path, "relay");
        HttpResponse<byte[]> read = relay.getBytes(path);
        YDoc adopted = doc("mine");
        YDoc theirs = new YDoc();
        theirs.applyUpdate(read.body());
        adopted.transact(() -> {
            adopted.applyUpdate(read.body());
            adopted.deleteBeyond(theirs.stateVector());
            adopted.getText("content").insert(0, "adopted ");
        });
        byte[] state = adopted.encodeStateAsUpdate();
        relay.put(path, "relay moved on");
        assertThat(relay.put(path, state, "If-Match", etag(read), "Content-Type", BYTES)
                        .statusCode())
                .isEqualTo(412);
        assertThat(relay.get(path).body()).isEqualTo("relay moved on");
        assertThat(relay.put(path, state, "If-Match", etag(relay.get(path)), "Content-Type", BYTES)
                        .statusCode())
                .isEqualTo(200);
        assertThat(relay.get(path).body()).isEqualTo("adopted relay moved on");
    }

    @Test
    @DisplayName("R23 a text with If-Match is an edit of that very text")
    void conditionalText() throws Exception {
        String path = "/api/documents/local/p/cond";
        relay.put(path, "a");
        String first = etag(relay.get(path));
        assertThat(relay.put(path, "b", "If-Match", first).statusCode()).isEqualTo(200);
        assertThat(relay.put(path, "c", "If-Match", first).statusCode()).isEqualTo(412);
        assertThat(relay.get(path).body()).isEqualTo("b");
    }

    @Test
    void brokenBodiesChangeNothing() throws Exception {
        String path = "/api/documents/local/p/broken";
        relay.put(path, "whole");
        String before = etag(relay.get(path));
        byte[] update = doc("x".repeat(50)).encodeStateAsUpdate();
        for (int cut = 1; cut < update.length; cut += 7) {
            HttpResponse<String> refused = relay.put(path, Arrays.copyOf(update, cut), "Content-Type", BYTES);
            assertThat(refused.statusCode()).isEqualTo(400);
            assertThat(refused.body()).contains("no Yjs update").contains("at byte");
        }
        assertThat(relay.put(path, new byte[] {(byte) 0xff, (byte) 0xfe}).statusCode())
                .isEqualTo(400);
        assertThat(etag(relay.get(path))).isEqualTo(before);
        assertThat(relay.put("/api/documents/local/p/never", new byte[] {1}, "Content-Type", BYTES)
                        .statusCode())
                .isEqualTo(400);
        assertThat(relay.get("/api/documents/local/p/never").statusCode()).isEqualTo(404);
    }

    @Test
    void listsShowWhatThereIs() throws Exception {
        relay.put("/api/documents/local/lists/b%20b", "bb");
        relay.put("/api/documents/local/lists/a/deep", "ä");
        JsonNode project = JsonMapper.shared()
                .readTree(
                        relay.get("/api/documents/local/lists?content=1&yjs=1").body());
        assertThat(project.path("project").asString()).isEqualTo("lists");
        JsonNode documents = project.path("documents");
        assertThat(documents.size()).isEqualTo(2);
        assertThat(documents.get(0).path("docPath").asString()).isEqualTo("a/deep");
        assertThat(documents.get(0).path("content").asString()).isEqualTo("ä");
        assertThat(documents.get(0).path("yjsState").asString()).isNotEmpty();
        assertThat(documents.get(1).path("contentHash").asString()).isEqualTo("21ad0bd836b90d08f4cf640b4c298e7c");
        assertThat(documents.get(1).path("updatedAt").asString()).matches("\\d{4}-\\d\\d-\\d\\dT.*Z");
        JsonNode all =
                JsonMapper.shared().readTree(relay.get("/api/documents/local").body());
        assertThat(all.path("projects").path("lists").path("docCount").asInt()).isEqualTo(2);
        assertThat(all.path("userId").asString()).isEqualTo("00000000-0000-0000-0000-000000000000");
    }

    @Test
    void jsonCarriesTheTextWithItsTag() throws Exception {
        String path = "/api/documents/local/p/json";
        relay.put(path, "\"quoted\"\n");
        JsonNode body = JsonMapper.shared()
                .readTree(relay.get(path, "Accept", "application/json").body());
        assertThat(body.path("content").asString()).isEqualTo("\"quoted\"\n");
        assertThat('"' + body.path("etag").asString() + '"').isEqualTo(etag(relay.get(path)));
    }

    @ParameterizedTest(name = "{0} → {1} {2}")
    @CsvSource({
        "/health, 200, ok",
        "/ready, 200, ok",
        "/stats, 200, uptimeSeconds",
        "/, 200, markco",
        "/nothing, 404, there is nothing",
        "/api/documents/nobody, 400, a user is a UUID",
        "/api/documents/local/p/%2e%2e, 400, segment '..'",
        "/api/documents/local/p/a%2Fb, 400, hides a '/'",
        "/api/documents/local/p/a%5Cb, 400, backslash",
        "/api/documents/local/p/%ff, 400, not UTF-8",
        "/api/documents/local/p/a.md.md, 400, two Markdown extensions",
        "/api/documents/local/p/missing, 404, there is no document local/p/missing",
        "/api/documents/31bdffb9-0000-4000-8000-0123456789ab, 403, another user",
        "/sync/local/p/a, 426, WebSocket only",
        "/sync/local, 400, user/project/path",
        "/sync/31bdffb9-0000-4000-8000-0123456789ab/p/a, 403, another user",
        "/u/local/other/p/a, 404, there is nothing",
        "/collab, 426, WebSocket only",
    })
    void answersAreClear(String path, int status, String text) throws Exception {
        HttpResponse<String> answer = relay.get(path);
        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(answer.body()).contains(text);
        if (status >= 400) {
            assertThat(JsonMapper.shared().readTree(answer.body()).path("hint").asString(""))
                    .isNotEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"x-forwarded-for", "X-FORWARDED-PORT", "X-Forwarded-Server", "forwarded", "X-Real-Ip", "via"})
    @DisplayName("R28 a request that was forwarded is not local, however the header is spelled")
    void forwardedRequestsAreNotLocal(String header) throws Exception {
        assertThat(relay.get("/api/documents/local", header, "x").statusCode()).isEqualTo(401);
        assertThat(relay.get("/api/documents/local", header, "x", "X-User-Id", "local")
                        .statusCode())
                .isEqualTo(401);
    }

    @Test
    void headIsGetWithoutTheBody() throws Exception {
        relay.put("/api/documents/local/p/head", "twelve bytes");
        HttpResponse<String> head =
                relay.send(relay.request("/api/documents/local/p/head").method("HEAD", BodyPublishers.noBody()));
        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.body()).isEmpty();
        assertThat(head.headers().firstValue("Content-Length")).contains("12");
        assertThat(etag(head)).isEqualTo(etag(relay.get("/api/documents/local/p/head")));
    }

    @Test
    @DisplayName("R3 a created document has its snapshot at once, and no log")
    void creationsAreSnapshots() throws Exception {
        String path = "/api/documents/local/created/closed";
        HttpResponse<String> created =
                relay.put(path, doc("words").encodeStateAsUpdate(), "If-None-Match", "*", "Content-Type", BYTES);
        assertThat(created.statusCode()).isEqualTo(201);
        assertThat(relay.query("select content_text || snapshot_version from documents where project = 'created'"))
                .isEqualTo("words1");
        assertThat(relay.query("select count(*) from document_updates u join documents d on d.id = u.document_id"
                        + " where d.project = 'created'"))
                .isEqualTo("0");
        assertThat(relay.query("select state_hash from documents where project = 'created'"))
                .isEqualTo(etag(created).replace("\"", ""));
    }

    @Test
    @DisplayName("R3 who opens a document while it is being created gets its words")
    void createdWhileOthersOpenIt() throws Exception {
        ExecutorService opener = Executors.newSingleThreadExecutor();
        try {
            for (int i = 0; i < 40; i++) {
                String path = "/api/documents/local/opened/doc" + i;
                URI socket = relay.socket("/sync/local/opened/doc" + i);
                Future<RawClient> opening = opener.submit(() -> RawClient.follow(socket));
                assertThat(relay.put(
                                        path,
                                        doc("words").encodeStateAsUpdate(),
                                        "If-None-Match",
                                        "*",
                                        "Content-Type",
                                        BYTES)
                                .statusCode())
                        .isEqualTo(201);
                RawClient client = opening.get(60, TimeUnit.SECONDS);
                // Sooner than the next round of reading everything again.
                await().atMost(Duration.ofSeconds(4)).until(client::text, "words"::equals);
                client.abort();
            }
        } finally {
            opener.shutdownNow();
        }
    }

    @Test
    @DisplayName("R3 a create that was committed without the relay hearing of it is found again, not doubled")
    void createdBehindTheRoomsBack() throws Exception {
        String path = "/api/documents/local/p/behind";
        assertThat(relay.get(path).statusCode()).isEqualTo(404); // so it is in memory, empty
        byte[] ours = doc("ours").encodeStateAsUpdate();
        relay.execute(
                "insert into documents (user_id, project, doc_path)"
                        + " values ('00000000-0000-0000-0000-000000000000', 'p', 'behind')",
                "insert into document_updates (document_id, update) select id, decode('"
                        + HexFormat.of().formatHex(ours) + "', 'hex') from documents where doc_path = 'behind'");
        assertThat(relay.put(path, ours, "If-None-Match", "*", "Content-Type", BYTES)
                        .statusCode())
                .isEqualTo(412);
        assertThat(relay.get(path).body()).isEqualTo("ours");
    }

    @Test
    void foreignPagesAreRefused() throws Exception {
        assertThat(relay.get("/api/documents/local", "Origin", "https://foreign.example")
                        .statusCode())
                .isEqualTo(403);
        HttpResponse<String> nobody = relay.get("/api/documents/local", "X-Forwarded-For", "192.0.2.1");
        assertThat(nobody.statusCode()).isEqualTo(401);
        assertThat(nobody.headers().firstValue("WWW-Authenticate")).isPresent();
        assertThat(relay.put("/api/documents/local", "x").statusCode()).isEqualTo(405);
    }
}
