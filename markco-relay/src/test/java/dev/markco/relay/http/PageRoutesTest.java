package dev.markco.relay.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.markco.relay.identity.Callers;
import dev.markco.relay.identity.IdentityConfig;
import dev.markco.relay.identity.RefusedRequestException;
import dev.markco.sync.time.SystemTime;
import dev.markco.web.Page;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPOutputStream;
import org.eclipse.jetty.http.HttpTester;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.LocalConnector;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How the page and its files are served, without a browser and without the page that was built. */
final class PageRoutesTest {
    private static final String SCRIPT = "console.log('words')\n".repeat(50);
    private static final String HTML = "<link nonce=\"{{nonce}}\"><script src=\"assets/app-1.js\"></script>";

    private final Server server = new Server();
    private final LocalConnector connector = new LocalConnector(server);
    private final ExecutorService threads = Executors.newSingleThreadExecutor();
    private final Callers callers = new Callers(IdentityConfig.localOnly(), threads, threads, SystemTime.named("test"));

    @BeforeEach
    void add() {
        server.addConnector(connector);
    }

    @AfterEach
    void stop() throws Exception {
        server.stop();
        threads.shutdownNow();
    }

    private static Page page() {
        ByteArrayOutputStream gzip = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(gzip)) {
            out.write(SCRIPT.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        byte[] brotli = {1, 2, 3};
        return Page.of(
                HTML,
                List.of(new Page.Asset(
                        "app-1.js", "text/javascript;charset=utf-8", "abc", gzip.toByteArray(), brotli)));
    }

    private void serve(PageRoutes routes) throws Exception {
        server.setHandler(new Handler.Abstract() {
            @Override
            public boolean handle(Request request, Response response, Callback callback) {
                try {
                    routes.handle(Requests.rawPath(request), request, response, callback);
                } catch (RefusedRequestException e) {
                    Answers.refusal(response, callback, e);
                }
                return true;
            }
        });
        server.start();
    }

    private HttpTester.Response ask(String method, String path, String... headers) throws Exception {
        String host = List.of(headers).stream().anyMatch(line -> line.startsWith("Host:")) ? "" : "Host: localhost\r\n";
        String lines = headers.length == 0 ? "" : String.join("\r\n", headers) + "\r\n";
        HttpTester.Response response = HttpTester.parseResponse(connector.getResponse(
                method + " " + path + " HTTP/1.1\r\n" + host + lines + "Connection: close\r\n\r\n"));
        assertThat(response).isNotNull();
        return response;
    }

    @Test
    @DisplayName(
            "the HTML comes with a policy whose nonce is its own, another one each time, and is asked for each time")
    void html() throws Exception {
        serve(PageRoutes.of(callers, page()));
        HttpTester.Response first = ask("GET", "/");
        HttpTester.Response second = ask("GET", "/?token=secret");
        assertThat(first.getStatus()).isEqualTo(200);
        assertThat(first.get("Content-Type")).isEqualTo("text/html;charset=utf-8");
        assertThat(first.get("Cache-Control")).isEqualTo("no-cache");
        assertThat(first.get("X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(first.get("Referrer-Policy")).isEqualTo("no-referrer");
        assertThat(first.get("X-Frame-Options")).isEqualTo("DENY");
        String policy = first.get("Content-Security-Policy");
        assertThat(policy)
                .contains("default-src 'none'", "script-src 'self';", "img-src 'self' data:", "frame-ancestors 'none'")
                .contains("base-uri 'none'", "form-action 'none'", "connect-src 'self'")
                .doesNotContain("unsafe", "*");
        assertThat(nonce(first)).isNotEqualTo(nonce(second)).hasSizeGreaterThanOrEqualTo(22);
        assertThat(first.getContent())
                .contains("nonce=\"" + nonce(first) + "\"")
                .doesNotContain("{{");
        assertThat(second.getContent()).doesNotContain("secret");
    }

    private static String nonce(HttpTester.Response response) {
        Matcher nonce = Pattern.compile("'nonce-([^']+)'").matcher(response.get("Content-Security-Policy"));
        assertThat(nonce.find()).isTrue();
        return nonce.group(1);
    }

    @ParameterizedTest(name = "Accept-Encoding: {0} → {1}")
    @CsvSource({
        "'gzip, deflate, br, zstd', br",
        "'gzip', gzip",
        "'br;q=0, gzip', gzip",
        "'GZIP;q=0.5', gzip",
        "'identity', ",
        "'br;q=0, gzip;q=0', ",
        ", ",
    })
    @DisplayName("files come as they were compressed, for who takes that")
    void encodings(@Nullable String accepted, @Nullable String expected) throws Exception {
        serve(PageRoutes.of(callers, page()));
        String[] headers = accepted == null ? new String[0] : new String[] {"Accept-Encoding: " + accepted};
        HttpTester.Response file = ask("GET", "/assets/app-1.js", headers);
        assertThat(file.getStatus()).isEqualTo(200);
        assertThat(file.get("Content-Encoding")).isEqualTo(expected);
        assertThat(file.get("Vary")).isEqualTo("Accept-Encoding");
        assertThat(file.get("Cache-Control")).isEqualTo("public, max-age=31536000, immutable");
        assertThat(file.get("Content-Type")).isEqualTo("text/javascript;charset=utf-8");
        assertThat(file.get("X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(file.get("ETag")).isEqualTo(expected == null ? "\"abc\"" : "\"abc-" + expected + "\"");
        if (expected == null) {
            assertThat(file.getContent()).isEqualTo(SCRIPT);
        } else if (expected.equals("br")) {
            assertThat(file.getContentBytes()).containsExactly(1, 2, 3);
        }
    }

    @ParameterizedTest(name = "If-None-Match: {0} → {1}")
    @CsvSource({
        "'\"abc-gzip\"', 304",
        "'W/\"abc-gzip\"', 304",
        "'\"other\", \"abc-gzip\"', 304",
        "'*', 304",
        "'\"abc-br\"', 200",
        "'\"other\"', 200"
    })
    @DisplayName("who has a file gets 304 and nothing else")
    void notModified(String tags, int status) throws Exception {
        serve(PageRoutes.of(callers, page()));
        HttpTester.Response file = ask("GET", "/assets/app-1.js", "Accept-Encoding: gzip", "If-None-Match: " + tags);
        assertThat(file.getStatus()).isEqualTo(status);
        assertThat(file.get("ETag")).isEqualTo("\"abc-gzip\"");
        assertThat(file.getContentBytes() == null || file.getContentBytes().length == 0)
                .isEqualTo(status == 304);
    }

    @Test
    @DisplayName("HEAD tells the same without a body; nothing but reading is possible")
    void methods() throws Exception {
        serve(PageRoutes.of(callers, page()));
        HttpTester.Response head = HttpTester.parseHeadResponse(connector.getResponse(
                "HEAD /assets/app-1.js HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"));
        assertThat(head.getStatus()).isEqualTo(200);
        assertThat(head.get("Content-Length")).isEqualTo(String.valueOf(SCRIPT.length()));
        assertThat(head.getContentBytes()).isNullOrEmpty();
        HttpTester.Response post = ask("POST", "/", "Content-Length: 0");
        assertThat(post.getStatus()).isEqualTo(405);
        assertThat(post.get("Allow")).isEqualTo("GET, HEAD");
    }

    @ParameterizedTest
    @CsvSource({"/assets/app-2.js", "/assets/", "/assets/../app-1.js", "/assets/app-1.js.gz"})
    @DisplayName("other names lead nowhere")
    void unknown(String path) throws Exception {
        serve(PageRoutes.of(callers, page()));
        HttpTester.Response answer = ask("GET", path);
        assertThat(answer.getStatus()).isEqualTo(404);
        assertThat(answer.getContent()).contains("\"error\"", "\"hint\"");
    }

    @Test
    @DisplayName("R28 a name that was pointed at this machine gets no page")
    void reboundName() throws Exception {
        serve(PageRoutes.of(callers, page()));
        assertThat(ask("GET", "/", "Host: rebound.example").getStatus()).isEqualTo(403);
        assertThat(ask("GET", "/assets/app-1.js", "Host: rebound.example").getStatus())
                .isEqualTo(403);
    }

    @Test
    @DisplayName("built without Node, the relay says how to get the page")
    void notBuilt() throws Exception {
        serve(PageRoutes.of(callers, null));
        HttpTester.Response answer = ask("GET", "/");
        assertThat(answer.getStatus()).isEqualTo(200);
        assertThat(answer.get("Content-Type")).isEqualTo("text/plain;charset=utf-8");
        assertThat(answer.getContent()).contains("Node 18", "mvn package");
        assertThat(ask("GET", "/assets/app-1.js").getStatus()).isEqualTo(404);
    }
}
