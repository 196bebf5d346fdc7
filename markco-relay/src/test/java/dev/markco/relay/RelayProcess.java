package dev.markco.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.markco.relay.postgres.PostgresUrl;
import dev.markco.relay.postgres.TestPostgres;
import dev.markco.sync.interop.JavaImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** A relay in a JVM of its own, which can be killed like any process. */
final class RelayProcess implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final Process process;
    private final Path said;
    private final URI uri;

    private RelayProcess(Process process, Path said, URI uri) {
        this.process = process;
        this.said = said;
        this.uri = uri;
    }

    /** What a start that failed left behind. */
    record Failed(int exitCode, String said) {}

    /** Starts a relay that keeps its data in {@code directory}; {@code port} 0 takes a free one. */
    static RelayProcess start(PostgresUrl database, Path directory, int port, String... jvmOptions) {
        return start(database, directory, port, 30, jvmOptions);
    }

    /** As {@link #start(PostgresUrl, Path, int, String...)}, waiting so long for PostgreSQL, and for its own spool. */
    static RelayProcess start(
            PostgresUrl database, Path directory, int port, int patienceSeconds, String... jvmOptions) {
        Path said = saidIn(directory);
        return started(launch(database, directory, said, port, patienceSeconds, jvmOptions), said);
    }

    /** Starts a relay of another version, whose test classes and all they need are in {@code classPath}. */
    static RelayProcess startOther(String classPath, PostgresUrl database, Path directory) {
        Path said = saidIn(directory);
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx512m", "-cp", classPath));
        command.addAll(mainAndArguments(directory, 0, 30));
        return started(launch(command, database, said), said);
    }

    private static RelayProcess started(Process process, Path said) {
        try {
            await().atMost(PATIENCE)
                    .pollInterval(Duration.ofMillis(10))
                    .until(() -> address(said).isPresent() || !process.isAlive());
            URI uri = address(said).orElseThrow(() -> new AssertionError("no relay: " + read(said)));
            return new RelayProcess(process, said, uri);
        } catch (RuntimeException | Error e) {
            end(process);
            throw e;
        }
    }

    /** Starts a relay that is expected to end by itself. */
    static Failed startInVain(PostgresUrl database, Path directory, int patienceSeconds) throws InterruptedException {
        Path said = saidIn(directory);
        Process process = launch(database, directory, said, 0, patienceSeconds);
        try {
            assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                    .as(() -> read(said))
                    .isTrue();
            return new Failed(process.exitValue(), read(said));
        } finally {
            end(process);
        }
    }

    private static Path saidIn(Path directory) {
        try {
            return Files.createTempFile(Files.createDirectories(directory), "relay-", ".log");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Process launch(
            PostgresUrl database, Path directory, Path said, int port, int patienceSeconds, String... jvmOptions) {
        List<String> options = new ArrayList<>(
                List.of("-Xmx512m", "-Dlogback.configurationFile=" + System.getProperty("logback.configurationFile")));
        options.addAll(List.of(jvmOptions));
        List<String> command = JavaImage.shared(System.getProperty("java.class.path"), RelayProcess::training)
                .command(options, mainAndArguments(directory, port, patienceSeconds));
        return launch(command, database, said);
    }

    private static Process launch(List<String> command, PostgresUrl database, Path said) {
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(said.toFile());
        builder.environment().put(RelayMain.DATABASE, RelayMain.withPassword(database));
        try {
            return builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> mainAndArguments(Path directory, int port, int patienceSeconds) {
        return List.of(
                RelayMain.class.getName(),
                directory.toString(),
                RelayMain.cache().toString(),
                Integer.toString(port),
                Integer.toString(patienceSeconds));
    }

    private static JavaImage.Training training(Path directory) {
        Map<String, String> environment =
                Map.of(RelayMain.DATABASE, RelayMain.withPassword(TestPostgres.freshDatabase()));
        return new JavaImage.Training(
                environment, RelayMain.LISTENS, mainAndArguments(directory.resolve("data"), 0, 30));
    }

    private static Optional<URI> address(Path said) {
        return read(said)
                .lines()
                .filter(line -> line.startsWith(RelayMain.LISTENS))
                .findFirst()
                .map(line -> URI.create(line.substring(RelayMain.LISTENS.length())));
    }

    private static String read(Path said) {
        try {
            return Files.readString(said);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** All that it printed and logged. */
    String said() {
        return read(said);
    }

    boolean isAlive() {
        return process.isAlive();
    }

    long pid() {
        return process.pid();
    }

    int port() {
        return uri.getPort();
    }

    URI socket(String pathAndQuery) {
        return URI.create("ws://127.0.0.1:" + port() + pathAndQuery);
    }

    HttpResponse<String> get(String path, String... headers) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri.resolve(path));
        return HTTP.send(
                (headers.length == 0 ? request : request.headers(headers)).build(),
                BodyHandlers.ofString(StandardCharsets.UTF_8));
    }

    HttpResponse<String> put(String path, String text) throws IOException, InterruptedException {
        return HTTP.send(
                HttpRequest.newBuilder(uri.resolve(path))
                        .PUT(BodyPublishers.ofString(text))
                        .build(),
                BodyHandlers.ofString(StandardCharsets.UTF_8));
    }

    /** Ends it with SIGKILL, which leaves it no time for anything. */
    void kill() {
        end(process);
    }

    /** Ends it with SIGTERM and returns its exit code. */
    int terminate() throws InterruptedException {
        process.destroy();
        assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                .as(this::said)
                .isTrue();
        return process.exitValue();
    }

    private static void end(Process process) {
        process.destroyForcibly();
        try {
            assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        end(process);
    }
}
