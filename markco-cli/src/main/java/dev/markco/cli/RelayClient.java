package dev.markco.cli;

import dev.markco.sync.DocumentKey;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The relay's HTTP API as the commands use it; every refusal becomes a {@link CliException} with its exit code. */
final class RelayClient implements AutoCloseable {
    private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(60);

    private final HttpClient http;
    private final URI base;
    private final @Nullable String token;
    private final Runnable onClose;

    /** A client of the relay at {@code base}; {@code onClose} runs when it is closed. */
    RelayClient(URI base, @Nullable String token, Runnable onClose) {
        this.http = Http.client(base);
        this.base = base;
        this.token = token;
        this.onClose = onClose;
    }

    /** The lists of a user's documents, or of one project's. */
    JsonNode list(UUID user, @Nullable String project) {
        return json(send(listing(user, project, "")));
    }

    private HttpRequest.Builder listing(UUID user, @Nullable String project, String query) {
        String path = DocumentKey.userName(user);
        if (project != null) {
            String key = DocumentKey.of(user, project, "x").toUrlPath();
            path = key.substring(0, key.lastIndexOf('/'));
        }
        return request(user, path + query).header("Accept", "application/json").GET();
    }

    private JsonNode json(HttpResponse<byte[]> answer) {
        try {
            return JsonMapper.shared().readTree(answer.body());
        } catch (JacksonException e) {
            throw new CliException(
                    ExitCode.FAILURE, base + " did not answer with JSON", "Is a markco relay running there?", e);
        }
    }

    /** What is in the trash, the newest first, of a user or of one project. */
    JsonNode trash(UUID user, @Nullable String project) {
        return json(send(listing(user, project, "?trash=1")));
    }

    /** A document in one of the representations the relay offers. */
    byte[] get(DocumentKey key, DumpFormat format) {
        return send(request(key).header("Accept", format.mediaType()).GET()).body();
    }

    /**
     * A page of a document's past.
     *
     * @param next what to ask for the next with; null after the last
     */
    record LogPage(List<ObjectNode> changes, @Nullable String next) {}

    /** Reads a page of a document's past, the first when {@code after} is null. */
    LogPage log(DocumentKey key, @Nullable String after) {
        HttpResponse<byte[]> answer =
                send(request(key.userId(), key.toUrlPath() + (after == null ? "" : "?after=" + after))
                        .header("Accept", DumpFormat.LOG.mediaType())
                        .GET());
        List<ObjectNode> changes = new ArrayList<>();
        try {
            for (String line :
                    new String(answer.body(), StandardCharsets.UTF_8).lines().toList()) {
                changes.add((ObjectNode) JsonMapper.shared().readTree(line));
            }
        } catch (JacksonException | ClassCastException e) {
            throw new CliException(
                    ExitCode.FAILURE,
                    base + " tells nothing of the past of documents",
                    "Is the relay there of an older version?",
                    e);
        }
        return new LogPage(changes, answer.headers().firstValue("Markco-Next").orElse(null));
    }

    /** A document's state with its tag; empty where there is no document. One in the trash is a refusal (410). */
    Optional<RemoteState> state(DocumentKey key) {
        try {
            HttpResponse<byte[]> answer = send(
                    request(key).header("Accept", DumpFormat.YJS.mediaType()).GET());
            return Optional.of(new RemoteState(
                    answer.body(), answer.headers().firstValue("ETag").orElse("")));
        } catch (RelayRefusal e) {
            if (e.status() == 404) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /** Makes a document equal to a text, or merges a state into it. */
    void put(DocumentKey key, DumpFormat format, byte[] body) {
        send(put(key, format, BodyPublishers.ofByteArray(body)));
    }

    /** Makes a document with this state, unless the name is taken; returns whether it did. */
    boolean create(DocumentKey key, byte[] state) {
        return conditionally(
                put(key, DumpFormat.YJS, BodyPublishers.ofByteArray(state)).header("If-None-Match", "*"));
    }

    /** Changes a document if it is still in the state that had this tag; returns whether it did. */
    boolean replace(DocumentKey key, String tag, DumpFormat format, byte[] body) {
        return conditionally(put(key, format, BodyPublishers.ofByteArray(body)).header("If-Match", tag));
    }

    private boolean conditionally(HttpRequest.Builder request) {
        try {
            send(request);
            return true;
        } catch (RelayRefusal e) {
            if (e.status() == 412) {
                return false;
            }
            throw e;
        }
    }

    /** Moves a document into the trash. */
    void delete(DocumentKey key) {
        send(request(key).DELETE());
    }

    /** Gives a document another name. */
    void move(DocumentKey from, DocumentKey to) {
        send(post(from, "move&to=" + URLEncoder.encode(to.toString(), StandardCharsets.UTF_8)));
    }

    /** Takes a document out of the trash: the one with this identity, else the one that came there last. */
    void restore(DocumentKey key, @Nullable UUID id) {
        send(post(key, id == null ? "restore" : "restore&id=" + id));
    }

    /** Opens the document's y-websocket socket; the answer may fail with a {@link java.net.http.WebSocketHandshakeException}. */
    CompletableFuture<WebSocket> socket(DocumentKey key, WebSocket.Listener listener) {
        WebSocket.Builder builder = http.newWebSocketBuilder().connectTimeout(Http.CONNECT_TIMEOUT);
        identify(key.userId(), builder::header);
        String ws = prefix().replaceFirst("^http", "ws");
        return builder.buildAsync(URI.create(ws + "/sync/" + key.toUrlPath()), listener);
    }

    private HttpRequest.Builder put(DocumentKey key, DumpFormat format, HttpRequest.BodyPublisher body) {
        return request(key).header("Content-Type", format.mediaType()).PUT(body);
    }

    private HttpRequest.Builder post(DocumentKey key, String action) {
        return request(key.userId(), key.toUrlPath() + "?action=" + action).POST(BodyPublishers.noBody());
    }

    private HttpRequest.Builder request(DocumentKey key) {
        return request(key.userId(), key.toUrlPath());
    }

    private String prefix() {
        return base.toString().replaceFirst("/+$", "");
    }

    /** Where this client's relay is. */
    URI base() {
        return base;
    }

    private HttpRequest.Builder request(UUID user, String path) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(prefix() + "/api/documents/" + path))
                .timeout(REQUEST_TIMEOUT);
        identify(user, request::header);
        return request;
    }

    private void identify(UUID user, BiConsumer<String, String> header) {
        header.accept("User-Agent", "markco");
        if (token != null) {
            header.accept("Authorization", "Bearer " + token);
        } else if (!user.equals(DocumentKey.LOCAL_USER)) {
            header.accept("X-User-Id", user.toString());
        }
    }

    private HttpResponse<byte[]> send(HttpRequest.Builder request) {
        HttpResponse<byte[]> answer;
        try {
            answer = http.send(request.build(), BodyHandlers.ofByteArray());
        } catch (IOException e) {
            throw new CliException(
                    ExitCode.UNREACHABLE,
                    "no relay answers at " + base,
                    "Start one with 'markco relay serve', or name another with --relay.",
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CliException(ExitCode.FAILURE, "interrupted", "", e);
        }
        if (answer.statusCode() < 300) {
            return answer;
        }
        throw refusal(answer);
    }

    private static RelayRefusal refusal(HttpResponse<byte[]> answer) {
        String error = "the relay answered " + answer.statusCode();
        String hint = "";
        try {
            JsonNode body = JsonMapper.shared().readTree(answer.body());
            error = body.path("error").asString(error);
            hint = body.path("hint").asString("");
        } catch (JacksonException e) {
            String text = new String(answer.body(), StandardCharsets.UTF_8).strip();
            hint = text.length() > 200 ? text.substring(0, 200) : text;
        }
        if (answer.statusCode() == 410) {
            hint = "Take it out again with 'markco doc untrash', or list what is there: markco doc list --trash";
        }
        return new RelayRefusal(answer.statusCode(), error, hint);
    }

    @Override
    public void close() {
        onClose.run();
    }
}
