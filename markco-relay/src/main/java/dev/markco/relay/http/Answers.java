package dev.markco.relay.http;

import dev.markco.relay.identity.RefusedRequestException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.json.JsonMapper;

/** Writers of whole answers. */
final class Answers {
    static final String MARKDOWN = "text/markdown;charset=utf-8";
    static final String BYTES = "application/octet-stream";
    private static final String JSON = "application/json;charset=utf-8";
    private static final int UNAVAILABLE = 503;
    private static final int RETRY_AFTER_SECONDS = 10;
    private static final ObjectMapper MAPPER = JsonMapper.builder().build();

    private Answers() {}

    static void json(Response response, Callback callback, int status, Object body) {
        bytes(response, callback, status, JSON, MAPPER.writeValueAsBytes(body));
    }

    static void text(Response response, Callback callback, int status, String type, String body) {
        bytes(response, callback, status, type, body.getBytes(StandardCharsets.UTF_8));
    }

    static void bytes(Response response, Callback callback, int status, String type, byte[] body) {
        response.setStatus(status);
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, type);
        response.getHeaders().put(HttpHeader.CONTENT_LENGTH, body.length);
        response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store");
        response.getHeaders().put("X-Content-Type-Options", "nosniff");
        response.write(true, ByteBuffer.wrap(body), callback);
    }

    static void empty(Response response, Callback callback, int status) {
        response.setStatus(status);
        response.getHeaders().put(HttpHeader.CONTENT_LENGTH, 0);
        response.write(true, ByteBuffer.allocate(0), callback);
    }

    static void error(Response response, Callback callback, int status, String error, String hint) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("error", error);
        body.put("hint", hint);
        if (status == UNAVAILABLE) {
            response.getHeaders().put(HttpHeader.RETRY_AFTER, RETRY_AFTER_SECONDS);
        }
        json(response, callback, status, body);
    }

    static void refusal(Response response, Callback callback, RefusedRequestException refused) {
        if (refused.status() == 401) {
            response.getHeaders().put(HttpHeader.WWW_AUTHENTICATE, "Bearer realm=\"markco\"");
        }
        error(response, callback, refused.status(), String.valueOf(refused.getMessage()), refused.hint());
    }
}
