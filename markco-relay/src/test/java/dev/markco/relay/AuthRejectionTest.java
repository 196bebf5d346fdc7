package dev.markco.relay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.markco.relay.identity.IdentityConfig;
import dev.markco.relay.identity.Network;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The auth matrix: who may have Ada's document, over HTTP, y-websocket and Hocuspocus, at a relay that checks tokens and one
 * that trusts a proxy.
 */
@DisplayName("Auth rejection")
final class AuthRejectionTest {
    private static final String ADA = "31bdffb9-0000-4000-8000-0123456789ab";
    private static final String BOB = "41bdffb9-0000-4000-8000-0123456789ab";
    private static final String DOCUMENT = ADA + "/p/a";

    private static TestAuthService auth;
    private static RunningRelay direct;
    private static RunningRelay behindProxy;

    @BeforeAll
    static void start() throws IOException {
        auth = new TestAuthService();
        auth.know("good", ADA);
        auth.know("bobs", BOB);
        auth.answer("reader", "{\"user\":{\"id\":\"" + ADA + "\",\"readOnly\":true}}");
        direct = RunningRelay.with(identity(List.of()));
        behindProxy = RunningRelay.with(identity(List.of(Network.parse("127.0.0.0/8"))));
    }

    private static IdentityConfig identity(List<Network> proxies) {
        return new IdentityConfig(
                proxies,
                false,
                false,
                Set.of("https://notes.example"),
                Set.of("notes.example"),
                auth.uri(),
                IdentityConfig.DEFAULT_RECHECK);
    }

    @AfterAll
    static void stop() {
        direct.close();
        behindProxy.close();
        auth.close();
    }

    /** The header lines of a row. */
    private static String[] headers(String by, String what, String extra) {
        List<String> headers = new ArrayList<>();
        switch (by) {
            case "header" ->
                headers.add("X-User-Id: " + what.replace("ada", ADA).replace("bob", BOB));
            case "bearer" -> headers.add("Authorization: Bearer " + what);
            case "cookie" -> headers.add("Cookie: theme=dark; session_token=" + what);
            default -> assertThat(by).isIn("none", "query", "message");
        }
        if (!extra.isEmpty()) {
            headers.addAll(List.of(extra.split("; ", -1)));
        }
        return headers.toArray(String[]::new);
    }

    @ParameterizedTest(name = "{0}: {1} {2} {3} → {4}")
    @CsvSource({
        // relay, by, what, more headers, status
        "direct, none,   '',       '',                                  401",
        "direct, header, ada,      '',                                  200",
        "direct, header, bob,      '',                                  403",
        "direct, header, nobody,   '',                                  400",
        "direct, bearer, good,     '',                                  200",
        "direct, bearer, made-up,  '',                                  401",
        "direct, bearer, 'ex pired','',                                 401",
        "direct, bearer, bobs,     '',                                  403",
        "direct, query,  good,     '',                                  200",
        "direct, query,  made-up,  '',                                  401",
        "direct, query,  bobs,     '',                                  403",
        "direct, query,  '%ff%',   '',                                  401",
        "direct, query,  '%zz',    '',                                  401",
        "direct, cookie, good,     '',                                  200",
        "direct, cookie, made-up,  '',                                  401",
        "direct, cookie, bobs,     '',                                  403",
        // A good token does not help a foreign page or a rebound name.
        "direct, cookie, good,     'Origin: https://foreign.example',   403",
        "direct, cookie, good,     'Origin: null',                      403",
        "direct, cookie, good,     'Origin: https://notes.example',     200",
        "direct, bearer, good,     'Host: rebound.example',             403",
        "direct, bearer, good,     'Host: notes.example',               200",
        "direct, none,   '',       'Origin: https://foreign.example',   403",
        // R28: what came through a proxy is believed only if the proxy is named; a token speaks for itself.
        "direct, header, ada,      'X-Forwarded-For: 192.0.2.9',        401",
        "direct, header, ada,      'Via: 1.1 somewhere',                401",
        "direct, none,   '',       'Forwarded: for=192.0.2.9',          401",
        "direct, bearer, good,     'X-Real-IP: 192.0.2.9',              200",
        "direct, header, ada,      'X-User-Id: 41bdffb9-0000-4000-8000-0123456789ab', 400",
        "proxy,  header, ada,      'X-Forwarded-For: 192.0.2.9',        200",
        "proxy,  header, bob,      'X-Forwarded-For: 192.0.2.9',        403",
        "proxy,  none,   '',       'X-Forwarded-For: 192.0.2.9',        401",
        "proxy,  cookie, good,     'X-Forwarded-For: 192.0.2.9',        200",
        // The proxy has looked at the cookie itself, and said whose it is.
        "proxy,  header, ada,      'Cookie: session_token=bobs',        200",
    })
    @DisplayName("R28 the auth matrix")
    void matrix(String relayName, String by, String what, String extra, int expected) throws Exception {
        RunningRelay relay = relayName.equals("direct") ? direct : behindProxy;
        String[] headers = headers(by, what, extra);
        String query = by.equals("query") ? "?token=" + what : "";
        try (Door http = Door.get(relay, "/api/documents/" + ADA + query, headers);
                Door sync = Door.upgrade(relay, "/sync/" + DOCUMENT + query, headers);
                Door proxied = Door.upgrade(relay, "/u/" + ADA + "/sync/p/a" + query, headers)) {
            assertThat(http.status).as("HTTP").isEqualTo(expected);
            assertThat(sync.status).as("y-websocket").isEqualTo(expected == 200 ? 101 : expected);
            assertThat(proxied.status).as("y-websocket, proxied").isEqualTo(expected == 200 ? 101 : expected);
            if (expected == 200) {
                assertThat(sync.syncs()).isTrue();
            } else {
                assertThat(sync.body).contains("\"error\":", "\"hint\":").doesNotContain("good", "bobs", "made-up");
                assertThat(http.body).contains("\"error\":", "\"hint\":");
            }
        }
        try (Door collab = Door.upgrade(relay, "/collab" + query, headers)) {
            boolean namesNobody = by.equals("none") && expected == 401;
            boolean another = what.startsWith("bob") && expected == 403;
            assertThat(collab.status)
                    .as("Hocuspocus")
                    .isEqualTo(expected == 200 || namesNobody || another ? 101 : expected);
            if (collab.status == 101) {
                assertThat(collab.ask(DOCUMENT, "")).startsWith(expected == 200 ? "granted read-write" : "denied ");
            } else {
                assertThat(collab.body).contains("\"error\":", "\"hint\":");
            }
        }
    }

    @ParameterizedTest(name = "token {0} → {1}")
    @CsvSource({
        "good,    granted read-write",
        "reader,  granted readonly",
        "bobs,    denied this belongs to another user",
        "made-up, 'denied the token is not valid, or not any more'",
        "'ex p',  'denied the token is not valid, or not any more'",
        "'',      denied the request does not say who you are",
    })
    @DisplayName("R26 a token may come in a document's auth message, and counts for that document")
    void tokensInMessages(String token, String expected) throws Exception {
        try (Door collab = Door.upgrade(direct, "/collab")) {
            assertThat(collab.ask(DOCUMENT, token)).isEqualTo(expected);
            assertThat(collab.ask(BOB + "/p/a", "bobs")).isEqualTo("granted read-write");
        }
    }

    @Test
    @DisplayName("a read-only token reads everything and changes nothing")
    void readOnly() throws Exception {
        String path = "/api/documents/" + ADA + "/p/read-only";
        assertThat(direct.put(path, "kept", "Authorization", "Bearer good").statusCode())
                .isEqualTo(200);
        assertThat(direct.put(path, "lost", "Authorization", "Bearer reader").statusCode())
                .isEqualTo(403);
        assertThat(direct.get(path, "Authorization", "Bearer reader").body()).isEqualTo("kept");
        try (Door reader = Door.upgrade(direct, "/sync/" + ADA + "/p/read-only?token=reader")) {
            assertThat(reader.status).isEqualTo(101);
            reader.send(SocketLimitsTest.edit("lost"));
            assertThat(reader.syncs()).isTrue();
        }
        assertThat(direct.get(path, "Authorization", "Bearer reader").body()).isEqualTo("kept");
    }

    @ParameterizedTest(name = "the auth service {0}")
    @CsvSource({"answers 500, 500", "answers 404, 404", "says nothing of a user, 200", "has another idea of ids, 200"})
    @DisplayName("a token that cannot be checked is 503 and not remembered as bad")
    void unreachable(String name, int status) throws Exception {
        try (TestAuthService broken = new TestAuthService();
                RunningRelay relay = RunningRelay.with(new IdentityConfig(
                        List.of(), false, false, Set.of(), Set.of(), broken.uri(), Duration.ofMinutes(5)))) {
            broken.answerAll(status);
            broken.answer("t", name.startsWith("has") ? "{\"user\":{\"id\":17}}" : "not JSON");
            try (Door http = Door.get(relay, "/api/documents/" + ADA, "Authorization: Bearer t");
                    Door sync = Door.upgrade(relay, "/sync/" + DOCUMENT + "?token=t");
                    Door collab = Door.upgrade(relay, "/collab?token=t");
                    Door message = Door.upgrade(relay, "/collab")) {
                assertThat(http.status).isEqualTo(503);
                assertThat(sync.status).isEqualTo(503);
                assertThat(sync.body).contains("\"error\":", "\"hint\":");
                assertThat(collab.status).isEqualTo(503);
                assertThat(message.ask(DOCUMENT, "t")).isEqualTo("1013");
            }
            broken.answerAll(200);
            broken.know("t", ADA);
            try (Door sync = Door.upgrade(relay, "/sync/" + DOCUMENT + "?token=t")) {
                assertThat(sync.status).isEqualTo(101);
            }
        }
    }

    @ParameterizedTest(name = "auth service {0}, --local-user {1} → {2}")
    @CsvSource({"false, true, 101", "true, false, 401", "true, true, 101"})
    @DisplayName("R28 with an auth service the user 'local' exists only if asked for")
    void localUser(boolean service, boolean localUser, int expected) throws Exception {
        IdentityConfig config = new IdentityConfig(
                List.of(),
                localUser,
                false,
                Set.of(),
                Set.of(),
                service ? auth.uri() : null,
                IdentityConfig.DEFAULT_RECHECK);
        try (RunningRelay relay = RunningRelay.with(config);
                Door local = Door.upgrade(relay, "/sync/local/p/a");
                Door other = Door.upgrade(relay, "/sync/" + DOCUMENT + "?token=good");
                Door collab = Door.upgrade(relay, "/collab")) {
            assertThat(local.status).isEqualTo(expected);
            assertThat(other.status).isEqualTo(service ? 101 : 403);
            assertThat(collab.ask("local/p/a", "")).startsWith(expected == 101 ? "granted" : "denied");
            assertThat(collab.ask(DOCUMENT, "good")).startsWith(service ? "granted" : "denied");
        }
    }

    @Test
    @DisplayName("/stats shows rows of the caller's own documents, and nobody else's")
    void stats() throws Exception {
        try (Door sync = Door.upgrade(direct, "/sync/" + ADA + "/p/in-stats?token=good")) {
            assertThat(sync.status).isEqualTo(101);
            assertThat(direct.get("/stats", "Authorization", "Bearer good").body())
                    .contains("{\"", ADA + "/p/in-stats\"", "\"connections\":1");
            assertThat(direct.get("/stats", "Authorization", "Bearer bobs").body())
                    .contains("\"yourDocuments\":[]")
                    .doesNotContain("in-stats");
            assertThat(direct.get("/stats").body()).doesNotContain("in-stats", "yourDocuments");
            assertThat(direct.get("/stats", "Authorization", "Bearer made-up").statusCode())
                    .isEqualTo(401);
        }
    }

    @Test
    @DisplayName("R28 what /stats tells of the process stays on its machine")
    void statsOfTheProcess() throws Exception {
        assertThat(direct.get("/stats").body()).contains("\"version\":", "\"storage\":", "\"problems\":[");
        assertThat(direct.get("/stats", "X-Forwarded-For", "192.0.2.1").body())
                .contains("\"updatesPerSecond\":[")
                .doesNotContain("version", "storage", "problems");
    }
}
