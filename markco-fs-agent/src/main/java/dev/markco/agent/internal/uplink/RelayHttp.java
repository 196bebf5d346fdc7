package dev.markco.agent.internal.uplink;

import dev.markco.sync.DocumentKey;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/** The relay's HTTP API as far as an agent needs it. Calls block, for at most half a minute. Thread-safe. */
public final class RelayHttp {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(30);
    private static final String DOCUMENT_ID = "Document-Id";
    private static final String STATE = "application/octet-stream";

    private static final int OK = 200;
    private static final int NOT_FOUND = 404;
    private static final int CONFLICT = 409;
    private static final int GONE = 410;
    private static final int PRECONDITION_FAILED = 412;

    private final RelayAddress address;
    private final Credentials credentials;
    private final HttpClient client;
    private final ObjectMapper json = new ObjectMapper();

    public RelayHttp(RelayAddress address, Credentials credentials) {
        this(
                address,
                credentials,
                HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .connectTimeout(CONNECT_TIMEOUT)
                        .build());
    }

    /** As {@link #RelayHttp(RelayAddress, Credentials)}, by a client of the caller's. */
    public RelayHttp(RelayAddress address, Credentials credentials, HttpClient client) {
        this.address = address;
        this.credentials = credentials;
        this.client = client;
    }

    /**
     * A document's whole state.
     *
     * @param etag names exactly this state
     * @param id the document's identity, null from relays that do not tell
     */
    @SuppressWarnings("ArrayRecordComponent") // Never compared.
    public record State(
            byte[] update, String etag, @Nullable String id) {}

    /** A document that was just created: its identity, null from relays that do not tell, and its state's digest. */
    public record Created(@Nullable String id, @Nullable String stateHash) {}

    /** What came of asking for a deletion, a move or a restoration. */
    public enum Outcome {
        DONE,
        /** There is no such document under that name. */
        MISSING,
        /** The document is not in the state that was named. */
        CHANGED,
        /** Another document has the name. */
        TAKEN
    }

    /** Reads a document; null when the relay has none of that name, or has it in the trash. */
    public @Nullable State read(DocumentKey key) throws IOException {
        HttpRequest request =
                request(address.document(key)).header("Accept", STATE).GET().build();
        HttpResponse<byte[]> response = send(request, BodyHandlers.ofByteArray());
        if (response.statusCode() == NOT_FOUND || response.statusCode() == GONE) {
            return null;
        }
        return new State(
                bodyOf(request, response),
                response.headers().firstValue("ETag").orElse(""),
                response.headers().firstValue(DOCUMENT_ID).orElse(null));
    }

    /** Creates a document with a whole state (R3); null when there is one already. */
    public @Nullable Created create(DocumentKey key, byte[] state) throws IOException {
        HttpResponse<String> response = put(key, state, "If-None-Match", "*");
        if (response == null) {
            return null;
        }
        return new Created(
                response.headers().firstValue(DOCUMENT_ID).orElse(null),
                response.headers().firstValue("ETag").map(RelayHttp::unquoted).orElse(null));
    }

    /** Merges an update into a document if it still is in the state of {@code etag} (R4); false when it is not. */
    public boolean update(DocumentKey key, byte[] update, String etag) throws IOException {
        return put(key, update, "If-Match", etag) != null;
    }

    /**
     * Puts a document into the trash if it is the one with that identity, and in that state.
     *
     * @param id null for whichever has the name
     * @param stateHash null for any state
     */
    public Outcome delete(DocumentKey key, @Nullable String id, @Nullable String stateHash) throws IOException {
        URI uri = id == null ? address.document(key) : URI.create(address.document(key) + "?id=" + encoded(id));
        HttpRequest.Builder request = request(uri);
        if (stateHash != null) {
            request.header("If-Match", '"' + stateHash + '"');
        }
        return relocated(request.DELETE().build());
    }

    /** Gives the document with that identity another name. */
    public Outcome move(DocumentKey from, DocumentKey to, String id) throws IOException {
        return post(from, "action=move&to=" + encoded(to.toString()) + "&id=" + encoded(id));
    }

    /** Takes the document with that identity out of the trash. */
    public Outcome restore(DocumentKey key, String id) throws IOException {
        return post(key, "action=restore&id=" + encoded(id));
    }

    /** A project's documents. */
    public List<Listed> list(UUID user, String project) throws IOException {
        List<Listed> documents = new ArrayList<>();
        for (JsonNode document : listing(address.listing(user, project), "documents")) {
            documents.add(new Listed(
                    document.path("docPath").asString(),
                    document.path("id").asString(),
                    document.path("stateHash").stringValue(null)));
        }
        return documents;
    }

    /** The identities of a project's documents in the trash. */
    public Set<String> trashed(UUID user, String project) throws IOException {
        Set<String> ids = new HashSet<>();
        for (JsonNode document : listing(URI.create(address.listing(user, project) + "?trash=1"), "trash")) {
            ids.add(document.path("id").asString());
        }
        return ids;
    }

    private Iterable<JsonNode> listing(URI uri, String what) throws IOException {
        HttpRequest request =
                request(uri).header("Accept", "application/json").GET().build();
        HttpResponse<byte[]> response = send(request, BodyHandlers.ofByteArray());
        if (response.statusCode() == NOT_FOUND) {
            return List.of();
        }
        byte[] body = bodyOf(request, response);
        try {
            JsonNode list = json.readTree(body).path(what);
            if (!list.isArray()) {
                throw new IOException("the relay's list of documents has no '" + what + "'");
            }
            return list;
        } catch (JacksonException e) {
            throw new IOException("the relay's list of documents cannot be read: " + e.getOriginalMessage(), e);
        }
    }

    private Outcome post(DocumentKey key, String query) throws IOException {
        URI uri = URI.create(address.document(key) + "?" + query);
        return relocated(request(uri).POST(BodyPublishers.noBody()).build());
    }

    private Outcome relocated(HttpRequest request) throws IOException {
        HttpResponse<String> response = send(request, BodyHandlers.ofString());
        return switch (response.statusCode()) {
            case OK -> Outcome.DONE;
            case NOT_FOUND, GONE -> Outcome.MISSING;
            case CONFLICT -> Outcome.TAKEN;
            case PRECONDITION_FAILED -> Outcome.CHANGED;
            default -> throw failure(request, response.statusCode(), response.body());
        };
    }

    private @Nullable HttpResponse<String> put(DocumentKey key, byte[] body, String condition, String value)
            throws IOException {
        BodyPublisher publisher = BodyPublishers.ofByteArray(body);
        HttpRequest request = request(address.document(key))
                .header("Content-Type", STATE)
                .header(condition, value)
                .PUT(publisher)
                .build();
        HttpResponse<String> response = send(request, BodyHandlers.ofString());
        int status = response.statusCode();
        if (status == PRECONDITION_FAILED) {
            return null;
        }
        if (status / 100 != 2) {
            throw failure(request, status, response.body());
        }
        return response;
    }

    private HttpRequest.Builder request(URI uri) {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri).timeout(REQUEST_TIMEOUT);
        credentials.putHeaders(request::header);
        request.header("User-Agent", RelayAddress.USER_AGENT);
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

    private static byte[] bodyOf(HttpRequest request, HttpResponse<byte[]> response) throws RelayException {
        if (response.statusCode() != OK) {
            throw failure(request, response.statusCode(), new String(response.body(), StandardCharsets.UTF_8));
        }
        return response.body();
    }

    private static String encoded(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8);
    }

    private static String unquoted(String etag) {
        return etag.length() >= 2 && etag.startsWith("\"") && etag.endsWith("\"")
                ? etag.substring(1, etag.length() - 1)
                : etag;
    }

    private static RelayException failure(HttpRequest request, int status, String answer) {
        return new RelayException(request.method() + " " + request.uri().getRawPath(), status, answer);
    }
}
