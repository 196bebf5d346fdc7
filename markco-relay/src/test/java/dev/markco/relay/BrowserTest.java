package dev.markco.relay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.markco.relay.identity.IdentityConfig;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What a whole relay answers to browsers: its page, their sessions, and changes that pages ask for. */
final class BrowserTest {
    private static final String ADA = "31bdffb9-0000-4000-8000-0123456789ab";

    private static IdentityConfig checkingTokens(TestAuthService auth) {
        return new IdentityConfig(
                List.of(),
                false,
                false,
                Set.of("https://notes.example"),
                Set.of("notes.example"),
                auth.uri(),
                IdentityConfig.DEFAULT_RECHECK);
    }

    private static HttpRequest.Builder method(RunningRelay relay, String method, String path, String... headers) {
        return relay.request(path, headers).method(method, BodyPublishers.noBody());
    }

    @Test
    @DisplayName("--no-page: the relay says at / that there is none, and serves everything else")
    void withoutPage() throws Exception {
        try (RunningRelay relay = RunningRelay.withoutPage()) {
            HttpResponse<String> answer = relay.get("/");
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.headers().firstValue("Content-Type")).hasValue("text/plain;charset=utf-8");
            assertThat(answer.body()).contains("--no-page", "/api/documents/<user>");
            assertThat(relay.get("/assets/app.js").statusCode()).isEqualTo(404);
            assertThat(relay.get("/api/documents/local").statusCode()).isEqualTo(200);
        }
    }

    @Test
    @DisplayName("changes that a page asks for need the page's own origin; programs, which have none, go on working")
    void changesNeedTheOwnOrigin() throws Exception {
        try (RunningRelay relay = RunningRelay.fresh()) {
            String path = "/api/documents/local/p/a";
            assertThat(relay.put(path, "by a program").statusCode()).isEqualTo(200);
            String own = relay.uri().toString();
            assertThat(relay.put(path, "by the page", "Origin", own, "Sec-Fetch-Site", "same-origin")
                            .statusCode())
                    .isEqualTo(200);
            for (String origin : List.of("http://127.0.0.1:1", "https://foreign.example", "null")) {
                assertThat(relay.put(path, "no", "Origin", origin).statusCode())
                        .as(origin)
                        .isEqualTo(403);
                assertThat(relay.send(method(relay, "DELETE", path, "Origin", origin))
                                .statusCode())
                        .as(origin)
                        .isEqualTo(403);
                assertThat(relay.send(method(relay, "POST", path + "?action=restore", "Origin", origin))
                                .statusCode())
                        .as(origin)
                        .isEqualTo(403);
                assertThat(relay.send(method(relay, "DELETE", "/api/session", "Origin", origin))
                                .statusCode())
                        .as(origin)
                        .isEqualTo(403);
            }
            HttpResponse<String> hidden = relay.put(path, "no", "Sec-Fetch-Site", "cross-site");
            assertThat(hidden.statusCode()).isEqualTo(403);
            assertThat(hidden.body()).contains("\"hint\"");
            assertThat(relay.get(path).body()).isEqualTo("by the page");
            // Editors under development on another port may still read.
            assertThat(relay.get(path, "Origin", "http://127.0.0.1:1").statusCode())
                    .isEqualTo(200);
        }
    }

    @Test
    @DisplayName("a document's answer names its identity, also under a former name")
    void identityUnderAFormerName() throws Exception {
        try (RunningRelay relay = RunningRelay.fresh()) {
            String id = relay.put("/api/documents/local/p/a", "words", "If-None-Match", "*")
                    .headers()
                    .firstValue("Document-Id")
                    .orElseThrow();
            relay.send(method(relay, "POST", "/api/documents/local/p/a?action=move&to=local/p/b"));
            HttpResponse<String> head = relay.send(method(relay, "HEAD", "/api/documents/local/p/a"));
            assertThat(head.statusCode()).isEqualTo(200);
            assertThat(head.headers().firstValue("Document-Id")).hasValue(id);
            assertThat(head.body()).isEmpty();
            assertThat(relay.send(method(relay, "HEAD", "/api/documents/local/p/none"))
                            .statusCode())
                    .isEqualTo(404);
        }
    }

    @Test
    @DisplayName("on one machine a browser is the user local without more ado, and there are no tokens")
    void localSession() throws Exception {
        try (RunningRelay relay = RunningRelay.fresh()) {
            HttpResponse<String> session = relay.get("/api/session");
            assertThat(session.statusCode()).isEqualTo(200);
            assertThat(session.body())
                    .contains("\"local\":true", "\"readOnly\":false", "\"signedIn\":false", "\"tokens\":false");
            assertThat(relay.send(method(relay, "POST", "/api/session", "Authorization", "Bearer x"))
                            .statusCode())
                    .isEqualTo(409);
            HttpResponse<String> put = relay.send(method(relay, "PUT", "/api/session"));
            assertThat(put.statusCode()).isEqualTo(405);
            assertThat(put.headers().firstValue("Allow")).hasValue("GET, HEAD, POST, DELETE");
        }
    }

    @Test
    @DisplayName(
            "a token becomes a cookie that no script reads; the answer says so where there is none, and never the token")
    void signingIn() throws Exception {
        try (TestAuthService auth = new TestAuthService()) {
            auth.know("good", ADA);
            auth.know("with;semicolon", ADA);
            try (RunningRelay relay = RunningRelay.with(checkingTokens(auth))) {
                HttpResponse<String> nobody = relay.get("/api/session");
                assertThat(nobody.statusCode()).isEqualTo(401);
                assertThat(nobody.headers().firstValue("Markco-Tokens")).hasValue("yes");

                assertThat(relay.send(method(relay, "POST", "/api/session")).statusCode())
                        .isEqualTo(400);
                assertThat(relay.send(method(relay, "POST", "/api/session", "Authorization", "Bearer wrong"))
                                .statusCode())
                        .isEqualTo(401);
                assertThat(relay.send(method(relay, "POST", "/api/session", "Authorization", "Bearer with;semicolon"))
                                .statusCode())
                        .isEqualTo(400);

                HttpResponse<String> in =
                        relay.send(method(relay, "POST", "/api/session", "Authorization", "Bearer good"));
                assertThat(in.statusCode()).isEqualTo(200);
                assertThat(in.body()).contains(ADA, "\"signedIn\":true").doesNotContain("good");
                assertThat(in.headers().firstValue("Set-Cookie"))
                        .hasValue("session_token=good; Path=/; HttpOnly; SameSite=Strict");
                assertThat(in.headers().firstValue("Cache-Control")).hasValue("no-store");

                HttpResponse<String> overTls = relay.send(method(
                        relay,
                        "POST",
                        "/api/session",
                        "Authorization",
                        "Bearer good",
                        "Origin",
                        "https://notes.example"));
                assertThat(overTls.headers().firstValue("Set-Cookie").orElseThrow())
                        .endsWith("; Secure");

                assertThat(relay.get("/api/session", "Cookie", "session_token=good")
                                .body())
                        .contains(ADA);
                HttpResponse<String> out =
                        relay.send(method(relay, "DELETE", "/api/session", "Cookie", "session_token=good"));
                assertThat(out.statusCode()).isEqualTo(204);
                assertThat(out.headers().firstValue("Set-Cookie").orElseThrow())
                        .startsWith("session_token=;")
                        .contains("Max-Age=0");
            }
        }
    }
}
