package dev.markco.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.encoder.Encoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.json.JsonMapper;

/** What a service logs, for programs and for people who look for what was configured. */
final class ServiceLogTest {
    private static final ObjectMapper JSON = JsonMapper.builder().build();

    @Test
    @DisplayName("a relay says in one line what it is bound to and how it is set up, without secrets, as JSON")
    void startLine(@TempDir Path directory) throws Exception {
        try (MarkcoProcess relay = MarkcoProcess.start(
                Map.of("MARKCO_LOG_FORMAT", "json", "MARKCO_TRUSTED_PROXY", "10.0.0.0/8"),
                "relay",
                "serve",
                "--port",
                "0",
                "--data-dir",
                directory.toString(),
                "--allowed-origin",
                "https://notes.example.org",
                "--auth-service",
                "http://relay:hunter2@127.0.0.1:3001/base",
                "--metrics-from",
                "10.9.0.0/16",
                "--save-debounce",
                "1500")) {
            relay.awaitSaid("(cleanup delay)");
            List<JsonNode> lines = relay.err()
                    .lines()
                    .filter(line -> line.endsWith("}"))
                    .map(JSON::readTree)
                    .toList();
            assertThat(lines).allSatisfy(line -> {
                assertThat(Instant.parse(line.get("timestamp").asString())).isNotNull();
                assertThat(line.get("level").asString()).isNotEmpty();
                assertThat(line.get("logger").asString()).isNotEmpty();
            });
            List<String> starts = lines.stream()
                    .map(line -> line.get("message").asString())
                    .filter(message -> message.contains("relay serves"))
                    .toList();
            assertThat(starts)
                    .singleElement()
                    .asString()
                    .contains(
                            "markco " + Versions.version(),
                            "http://127.0.0.1:",
                            "documents in embedded PostgreSQL (postgresql://",
                            "tokens checked at http://127.0.0.1:3001",
                            "trusted proxies: 10.0.0.0/8",
                            "allowed origins: https://notes.example.org",
                            "metrics for: this machine 10.9.0.0/16",
                            "connections: 40000",
                            "message bytes: 67108864",
                            "save debounce: 1500 ms",
                            "cleanup delay: 60000 ms");
            assertThat(relay.err()).doesNotContain("hunter2").doesNotContain(password(directory));
        }
    }

    /** The generated password of the embedded PostgreSQL. */
    private static String password(Path directory) throws Exception {
        try (Stream<Path> files = Files.walk(directory)) {
            Path file = files.filter(path -> path.getFileName().toString().equals("password"))
                    .findFirst()
                    .orElseThrow();
            return Files.readString(file).strip();
        }
    }

    @Test
    @DisplayName("an exception stays in the line of its message")
    void exceptionInItsLine() {
        LoggerContext context = new LoggerContext();
        LoggingEvent event = new LoggingEvent(
                "caller",
                context.getLogger("dev.markco.Thing"),
                Level.ERROR,
                "it \"broke\"\nbadly",
                new IllegalStateException("why"),
                new Object[0]);
        event.setInstant(Instant.parse("2026-11-22T10:11:12.345678Z"));
        String line = new String(new JsonLogEncoder().encode(event), StandardCharsets.UTF_8);
        assertThat(line).endsWith("}\n");
        assertThat(line.indexOf('\n')).isEqualTo(line.length() - 1);
        JsonNode parsed = JSON.readTree(line);
        assertThat(parsed.get("timestamp").asString()).isEqualTo("2026-11-22T10:11:12.345Z");
        assertThat(parsed.get("level").asString()).isEqualTo("ERROR");
        assertThat(parsed.get("logger").asString()).isEqualTo("dev.markco.Thing");
        assertThat(parsed.get("message").asString()).isEqualTo("it \"broke\"\nbadly");
        assertThat(parsed.get("exception").asString())
                .contains("IllegalStateException: why")
                .contains("at dev.markco.cli");
    }

    private static String forPeople(Level level, @Nullable Throwable thrown) {
        LoggerContext context = new LoggerContext();
        Encoder<ILoggingEvent> encoder = Logging.text(context, 0, false);
        encoder.setContext(context);
        encoder.start();
        LoggingEvent event = new LoggingEvent(
                "caller", context.getLogger("dev.markco.Thing"), level, "it failed", thrown, new Object[0]);
        return new String(encoder.encode(event), StandardCharsets.UTF_8).substring("hh:mm:ss ".length());
    }

    @Test
    @DisplayName("a warning says in its line what was thrown and what caused that; an error has its stack trace, too")
    void reasons() {
        Throwable thrown = new IllegalStateException("no page", new OutOfMemoryError("Java heap\n  space"));
        String words = "it failed: IllegalStateException: no page; caused by OutOfMemoryError: Java heap space";
        assertThat(forPeople(Level.WARN, thrown)).isEqualToNormalizingNewlines("WARN  " + words + "\n");
        assertThat(forPeople(Level.WARN, new NullPointerException()))
                .isEqualToNormalizingNewlines("WARN  it failed: NullPointerException\n");
        assertThat(forPeople(Level.ERROR, thrown))
                .startsWith("ERROR " + words)
                .contains("java.lang.IllegalStateException: no page", "\tat dev.markco.cli")
                .contains("Caused by: java.lang.OutOfMemoryError");
        assertThat(forPeople(Level.INFO, thrown)).isEqualToNormalizingNewlines("INFO  it failed\n");
        assertThat(forPeople(Level.WARN, null)).isEqualToNormalizingNewlines("WARN  it failed\n");
    }
}
