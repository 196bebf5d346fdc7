package dev.markco.agent.internal.uplink;

import dev.markco.sync.DocumentKey;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/** The relay's HTTP API as far as an agent needs it. Calls block, for at most half a minute. Thread-safe. */
public final class RelayHttp {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(30);
    private static final String STATE = "application/octet-stream";

    private final RelayAddress address;
    private final Credentials credentials;
    private final HttpClient client;
    private final ObjectMapper json = new ObjectMapper();

    public RelayHttp(RelayAddress address, Credentials credentials) {
        this.address = address;
        this.credentials = credentials;
        this.client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(CONNECT_TIMEOUT)
                .build();
    }

    /**
     * A document's whole state.
     *
     * @param etag names exactly this state
     */
    @SuppressWarnings("ArrayRecordComponent") // Never compared.
    public record State(byte[] update, String etag) {}

    /** Reads a document; null when the relay has none of that name. */
    public @Nullable State read(DocumentKey key) throws IOException {
        HttpRequest request =
                request(address.document(key)).header("Accept", STATE).GET().build();
        HttpResponse<byte[]> response = send(request, BodyHandlers.ofByteArray());
        if (response.statusCode() == 404) {
            return null;
        }
        if (response.statusCode() != 200) {
            throw failure(request, response.statusCode(), new String(response.body(), StandardCharsets.UTF_8));
        }
        String etag = response.headers().firstValue("ETag").orElse("");
        return new State(response.body(), etag);
    }

    /** Creates a document with a whole state (R3); false when there is one already. */
    public boolean create(DocumentKey key, byte[] state) throws IOException {
        return put(key, state, "If-None-Match", "*");
    }

    /** Merges an update into a document if it still is in the state of {@code etag} (R4); false when it is not. */
    public boolean update(DocumentKey key, byte[] update, String etag) throws IOException {
        return put(key, update, "If-Match", etag);
    }

    /** The paths of a project's documents. */
    public List<String> list(UUID user, String project) throws IOException {
        HttpRequest request = request(address.listing(user, project))
                .header("Accept", "application/json")
                .GET()
                .build();
        HttpResponse<byte[]> response = send(request, BodyHandlers.ofByteArray());
        if (response.statusCode() == 404) {
            return List.of();
        }
        if (response.statusCode() != 200) {
            throw failure(request, response.statusCode(), new String(response.body(), StandardCharsets.UTF_8));
        }
        try {
            List<String> paths = new ArrayList<>();
            for (JsonNode document : json.readTree(response.body()).path("documents")) {
                paths.add(document.path("docPath").asString());
            }
            return paths;
        } catch (JacksonException e) {
            throw new IOException("the relay's list of documents cannot be read: " + e.getOriginalMessage(), e);
        }
    }

    private boolean put(DocumentKey key, byte[] body, String condition, String value) throws IOException {
        HttpRequest request = request(address.document(key))
                .header("Content-Type", STATE)
                .header(condition, value)
                .PUT(HttpRequest.BodyPublishers.ofByteArray(body))
                .build();
        HttpResponse<String> response = send(request, BodyHandlers.ofString());
        int status = response.statusCode();
        if (status == 412) {
            return false;
        }
        if (status / 100 != 2) {
            throw failure(request, status, response.body());
        }
        return true;
    }

    private HttpRequest.Builder request(URI uri) {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri).timeout(REQUEST_TIMEOUT);
        credentials.putHeaders(request::header);
        return request;
    }

    private <T> HttpResponse<T> send(HttpRequest request, HttpResponse.BodyHandler<T> body) throws IOException {
        try {
            return client.send(request, body);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            InterruptedIOException interrupted = new InterruptedIOException("interrupted while asking the relay");
            interrupted.initCause(e);
            throw interrupted;
        }
    }

    private static RelayException failure(HttpRequest request, int status, String answer) {
        return new RelayException(request.method() + " " + request.uri().getRawPath(), status, answer);
    }
}
