package dev.markco.cli;

import dev.markco.sync.DocumentKey;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The relay's HTTP API as the commands use it; every refusal becomes a {@link CliException} with its exit code. */
final class RelayClient implements AutoCloseable {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(60);

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT_TIMEOUT)
            .build();
    private final URI base;
    private final @Nullable String token;
    private final Runnable onClose;

    /** A client of the relay at {@code base}; {@code onClose} runs when it is closed. */
    RelayClient(URI base, @Nullable String token, Runnable onClose) {
        this.base = base;
        this.token = token;
        this.onClose = onClose;
    }

    /** The lists of a user's documents, or of one project's. */
    JsonNode list(UUID user, @Nullable String project) {
        String path = DocumentKey.userName(user);
        if (project != null) {
            String key = DocumentKey.of(user, project, "x").toUrlPath();
            path = key.substring(0, key.lastIndexOf('/'));
        }
        HttpResponse<byte[]> answer =
                send(request(user, path).header("Accept", "application/json").GET());
        try {
            return JsonMapper.shared().readTree(answer.body());
        } catch (JacksonException e) {
            throw new CliException(
                    ExitCode.FAILURE, base + " did not answer with JSON", "Is a markco relay running there?", e);
        }
    }

    /** A document in one of the representations the relay offers. */
    byte[] get(DocumentKey key, String mediaType) {
        return send(request(key.userId(), key.toUrlPath())
                        .header("Accept", mediaType)
                        .GET())
                .body();
    }

    /** Makes a document equal to a text, or merges a state into it; returns whether it is new. */
    boolean put(DocumentKey key, String mediaType, byte[] body) {
        HttpRequest.Builder request = request(key.userId(), key.toUrlPath())
                .header("Content-Type", mediaType)
                .PUT(BodyPublishers.ofByteArray(body));
        return send(request).statusCode() == 201;
    }

    private HttpRequest.Builder request(UUID user, String path) {
        String prefix = base.toString().replaceFirst("/+$", "");
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(prefix + "/api/documents/" + path))
                .timeout(REQUEST_TIMEOUT);
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        } else if (!user.equals(DocumentKey.LOCAL_USER)) {
            request.header("X-User-Id", user.toString());
        }
        return request;
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

    private CliException refusal(HttpResponse<byte[]> answer) {
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
        int code = switch (answer.statusCode()) {
            case 400 -> ExitCode.USAGE;
            case 401, 403 -> ExitCode.NOT_PERMITTED;
            case 404, 410 -> ExitCode.NOT_FOUND;
            case 502, 503, 504 -> ExitCode.UNREACHABLE;
            default -> ExitCode.FAILURE;
        };
        return new CliException(code, error, hint);
    }

    @Override
    public void close() {
        onClose.run();
    }
}
