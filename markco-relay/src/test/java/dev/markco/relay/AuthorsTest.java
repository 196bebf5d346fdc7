package dev.markco.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.markco.relay.identity.IdentityConfig;
import dev.markco.relay.identity.Network;
import dev.markco.sync.DocumentKey;
import dev.markco.sync.interop.RawClient;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** R41: who and what the relay notes for a change, over each of its doors. */
final class AuthorsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String ANNA = "11111111-1111-1111-1111-111111111111";
    private static final String PATH = "/api/documents/local/p/a";
    private static final String LOCAL = DocumentKey.LOCAL_USER.toString();

    private static RunningRelay behindAProxy() {
        return RunningRelay.with(new IdentityConfig(
                List.of(Network.parse("127.0.0.1")),
                false,
                false,
                Set.of(),
                Set.of(),
                null,
                IdentityConfig.DEFAULT_RECHECK));
    }

    /** Author and means of the change that brought these words, as soon as it is stored. */
    private static String noted(RunningRelay relay, String words) throws Exception {
        await().atMost(PATIENCE).until(() -> lines(relay).stream().anyMatch(line -> line.contains(words)));
        return lines(relay).stream()
                .filter(line -> line.contains(words))
                .map(line -> field(line, "author") + " " + field(line, "means"))
                .findFirst()
                .orElseThrow();
    }

    /** The past of the document, with each update's bytes as text behind it. */
    private static List<String> lines(RunningRelay relay) throws Exception {
        return relay.get(PATH, "Accept", "application/x-ndjson")
                .body()
                .lines()
                .map(line -> line
                        + new String(Base64.getDecoder().decode(field(line, "update")), StandardCharsets.ISO_8859_1))
                .toList();
    }

    private static String field(String json, String name) {
        String begin = "\"" + name + "\":\"";
        int at = json.indexOf(begin);
        return at < 0 ? "none" : json.substring(at + begin.length(), json.indexOf('"', at + begin.length()));
    }

    private static void type(RunningRelay relay, String words, String... headers) {
        RawClient client = RawClient.follow(relay.socket("/sync/local/p/a"), headers);
        client.type(words);
    }

    @Test
    @DisplayName("R41 the means is what the connection tells: page, agent, command, other clients and programs")
    void means() throws Exception {
        try (RunningRelay relay = RunningRelay.fresh()) {
            relay.put(PATH, "by curl ");
            assertThat(noted(relay, "by curl")).isEqualTo(LOCAL + " api");
            relay.put(PATH, "by curl, by the command ", "User-Agent", "markco");
            assertThat(noted(relay, "by the command")).isEqualTo(LOCAL + " command");
            type(relay, "by a program ");
            assertThat(noted(relay, "by a program")).isEqualTo(LOCAL + " client");
            type(relay, "by the page ", "Origin", relay.uri().toString());
            assertThat(noted(relay, "by the page")).isEqualTo(LOCAL + " page");
            type(relay, "by another page ", "Origin", "http://127.0.0.1:1");
            assertThat(noted(relay, "by another page")).isEqualTo(LOCAL + " client");
            type(relay, "by an agent ", "User-Agent", "markco-agent");
            assertThat(noted(relay, "by an agent")).isEqualTo(LOCAL + " agent");
        }
    }

    @Test
    @DisplayName(
            "R41 the author is whom the relay knows, session and time are the connection's, what the request says of a time")
    void authorsAndTimes() throws Exception {
        try (RunningRelay relay = behindAProxy()) {
            String path = "/api/documents/" + ANNA + "/p/a";
            String socket = "/sync/" + ANNA + "/p/a";
            relay.put(path, "put ", "X-User-Id", ANNA, "Markco-Made-At", "2026-11-01T10:00:00Z");
            RawClient one = RawClient.follow(relay.socket(socket), "X-User-Id", ANNA);
            await().atMost(PATIENCE).until(() -> one.text().equals("put "));
            one.type("one ");
            RawClient two = RawClient.follow(relay.socket(socket), "X-User-Id", ANNA);
            await().atMost(PATIENCE).until(() -> two.text().equals("put one "));
            two.type("two ");
            await().atMost(PATIENCE)
                    .until(() -> relay.get(path, "X-User-Id", ANNA).body().equals("put one two "));
            List<String> past = relay.get(path, "X-User-Id", ANNA, "Accept", "application/x-ndjson")
                    .body()
                    .lines()
                    .toList();
            assertThat(past).extracting(line -> field(line, "author")).containsOnly(ANNA);
            assertThat(past)
                    .extracting(line -> field(line, "session"))
                    .doesNotHaveDuplicates()
                    .doesNotContain("none");
            assertThat(past)
                    .extracting(line -> field(line, "madeAt"))
                    .containsExactly("2026-11-01T10:00:00Z", "none", "none");
            for (String wrong : List.of("yesterday", "1969-12-31T00:00:00Z", "2999-01-01T00:00:00Z")) {
                assertThat(relay.put(path, "x", "X-User-Id", ANNA, "Markco-Made-At", wrong)
                                .statusCode())
                        .as(wrong)
                        .isEqualTo(400);
            }
        }
    }

    @Test
    @DisplayName("R41 the past of a document that there is not is none, a place in it that is none is refused")
    void noPast() throws Exception {
        try (RunningRelay relay = RunningRelay.fresh()) {
            assertThat(relay.get(PATH, "Accept", "application/x-ndjson").statusCode())
                    .isEqualTo(404);
            relay.put(PATH, "x");
            assertThat(relay.get(PATH + "?after=x", "Accept", "application/x-ndjson")
                            .statusCode())
                    .isEqualTo(400);
            assertThat(UUID.fromString(field(
                            relay.get(PATH, "Accept", "application/x-ndjson").body(), "session")))
                    .isNotNull();
        }
    }
}
