package dev.markco.cli;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What a relay tells anyone of itself, without signing in. Confined to one thread. */
final class RelayQuestions {
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final URI relay;
    private final HttpClient http;

    RelayQuestions(URI relay) {
        this.relay = relay;
        this.http = Http.client(relay);
    }

    /**
     * An answer; {@code date} is what the relay's clock said, to the second.
     *
     * @param body null where it is no JSON
     */
    record Answer(
            int status, @Nullable JsonNode body, @Nullable Instant date) {}

    /** Numbers of the relay's work; see docs/relay.md. */
    Answer stats() throws IOException {
        return ask("/stats");
    }

    /** Whether the relay can do its work, and why not. */
    Answer ready() throws IOException {
        return ask("/ready");
    }

    private Answer ask(String path) throws IOException {
        URI address = URI.create(relay.toString().replaceFirst("/+$", "") + path);
        try {
            HttpResponse<byte[]> answer =
                    http.send(HttpRequest.newBuilder(address).timeout(PATIENCE).build(), BodyHandlers.ofByteArray());
            return new Answer(
                    answer.statusCode(),
                    json(answer.body()),
                    answer.headers()
                            .firstValue("Date")
                            .map(RelayQuestions::instant)
                            .orElse(null));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CliException(ExitCode.FAILURE, "interrupted", "", e);
        }
    }

    private static @Nullable JsonNode json(byte[] body) {
        try {
            return JsonMapper.shared().readTree(body);
        } catch (JacksonException e) {
            return null;
        }
    }

    private static @Nullable Instant instant(String date) {
        try {
            return Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(date));
        } catch (DateTimeParseException e) {
            return null;
        }
    }
}
