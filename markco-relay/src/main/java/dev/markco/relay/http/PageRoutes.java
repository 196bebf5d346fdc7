package dev.markco.relay.http;

import dev.markco.relay.identity.Callers;
import dev.markco.relay.identity.RefusedRequestException;
import dev.markco.web.Page;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.QuotedQualityCSV;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/**
 * The page: {@code /}, and its files at {@code /assets/<name>}, which are named after their content and never change.
 *
 * <p>Neither tells anything about documents, so nobody has to say who they are; but the relay's name must be right, as
 * everywhere. Thread-safe.
 */
public final class PageRoutes {
    private static final String ASSETS = "/assets/";
    private static final int NONCE_BYTES = 16;
    private static final String WITHOUT =
            "markco relay: documents are at /api/documents/<user>, sockets at /sync/<user>/<project>/<path>\n";
    private static final String OFF = WITHOUT + "\nThe page is turned off: this relay was started with --no-page.\n";
    private static final String NOT_BUILT = WITHOUT
            + "\nThere is no page here: this markco was built where there was no Node. To get it, install Node 18 or newer\n"
            + "with npm, build markco again (mvn package), and start the relay.\n";

    private final Callers callers;
    private final @Nullable Page page;
    private final String instead;
    private final SecureRandom random = new SecureRandom();

    private PageRoutes(Callers callers, @Nullable Page page, String instead) {
        this.callers = callers;
        this.page = page;
        this.instead = instead;
    }

    /** Serves the page, or says how to get it where markco was built without. */
    public static PageRoutes of(Callers callers, @Nullable Page page) {
        return new PageRoutes(callers, page, NOT_BUILT);
    }

    /** Serves no page. */
    public static PageRoutes off(Callers callers) {
        return new PageRoutes(callers, null, OFF);
    }

    boolean handles(String path) {
        return path.equals("/") || path.startsWith(ASSETS);
    }

    void handle(String path, Request request, Response response, Callback callback) {
        callers.checkSite(Requests.facts(request));
        if (!request.getMethod().equals("GET") && !request.getMethod().equals("HEAD")) {
            response.getHeaders().put(HttpHeader.ALLOW, "GET, HEAD");
            throw new RefusedRequestException(405, "the page can only be read", "Documents are at /api/documents.");
        }
        Page served = page;
        if (!path.equals("/")) {
            Page.Asset asset = served == null ? null : served.asset(path.substring(ASSETS.length()));
            if (asset == null) {
                throw new RefusedRequestException(
                        404, "the page has no such file", "Load the page again: it may be a newer one.");
            }
            asset(asset, request, response, callback);
        } else if (served == null) {
            Answers.text(response, callback, 200, "text/plain;charset=utf-8", instead);
        } else {
            html(served, response, callback);
        }
    }

    private void html(Page served, Response response, Callback callback) {
        byte[] bytes = new byte[NONCE_BYTES];
        random.nextBytes(bytes);
        String nonce = Base64.getEncoder().encodeToString(bytes);
        HttpFields.Mutable headers = response.getHeaders();
        secure(headers);
        headers.put("Content-Security-Policy", policy(nonce));
        headers.put(HttpHeader.CACHE_CONTROL, "no-cache");
        send(response, callback, "text/html;charset=utf-8", served.html(nonce).getBytes(StandardCharsets.UTF_8));
    }

    /**
     * What the page may do: run and load what this relay serves, and nothing else. The nonce is for the style sheets that
     * the editor makes as it goes.
     */
    private static String policy(String nonce) {
        return String.join(
                "; ",
                "default-src 'none'",
                "script-src 'self'",
                "style-src 'self' 'nonce-" + nonce + "'",
                "img-src 'self' data:",
                "connect-src 'self'",
                "base-uri 'none'",
                "form-action 'none'",
                "frame-ancestors 'none'",
                "require-trusted-types-for 'script'",
                "trusted-types dompurify");
    }

    private static void secure(HttpFields.Mutable headers) {
        headers.put("X-Content-Type-Options", "nosniff");
        headers.put("Referrer-Policy", "no-referrer");
        headers.put("Cross-Origin-Opener-Policy", "same-origin");
        headers.put("Cross-Origin-Resource-Policy", "same-origin");
        headers.put("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()");
        headers.put("X-Frame-Options", "DENY");
    }

    private static void asset(Page.Asset asset, Request request, Response response, Callback callback) {
        String encoding = encoding(request.getHeaders());
        HttpFields.Mutable headers = response.getHeaders();
        secure(headers);
        // A file that is opened as a document of its own may do nothing at all.
        headers.put("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");
        headers.put(HttpHeader.CACHE_CONTROL, "public, max-age=31536000, immutable");
        headers.put(HttpHeader.VARY, "Accept-Encoding");
        String etag = '"' + asset.hash() + (encoding == null ? "" : '-' + encoding) + '"';
        headers.put(HttpHeader.ETAG, etag);
        if (matches(request.getHeaders().getValuesList(HttpHeader.IF_NONE_MATCH), etag)) {
            response.setStatus(304);
            response.write(true, ByteBuffer.allocate(0), callback);
            return;
        }
        if (encoding == null) {
            send(response, callback, asset.type(), asset.plain());
        } else {
            headers.put(HttpHeader.CONTENT_ENCODING, encoding);
            send(response, callback, asset.type(), encoding.equals("br") ? asset.brotli() : asset.gzip());
        }
    }

    private static boolean matches(List<String> tags, String etag) {
        return tags.stream()
                .flatMap(line -> List.of(line.split(",", -1)).stream())
                .map(tag -> tag.trim().replaceFirst("^W/", ""))
                .anyMatch(tag -> tag.equals(etag) || tag.equals("*"));
    }

    /** The better of the encodings there are that the client takes; null for none. */
    private static @Nullable String encoding(HttpFields headers) {
        QuotedQualityCSV accepted = new QuotedQualityCSV();
        headers.getValuesList(HttpHeader.ACCEPT_ENCODING).forEach(accepted::addValue);
        // Those with a quality of 0 are left out.
        List<String> names = accepted.getValues().stream()
                .map(name -> name.toLowerCase(Locale.ROOT))
                .toList();
        if (names.contains("br")) {
            return "br";
        }
        return names.contains("gzip") ? "gzip" : null;
    }

    private static void send(Response response, Callback callback, String type, byte[] body) {
        response.setStatus(200);
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, type);
        response.getHeaders().put(HttpHeader.CONTENT_LENGTH, body.length);
        response.write(true, ByteBuffer.wrap(body), callback);
    }
}
