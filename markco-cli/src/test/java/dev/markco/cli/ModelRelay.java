package dev.markco.cli;

import static org.awaitility.Awaitility.await;

import dev.markco.relay.Relay;
import dev.markco.relay.RelayConfig;
import dev.markco.relay.StorageConfig;
import dev.markco.relay.http.ConnectionLimits;
import dev.markco.relay.identity.IdentityConfig;
import dev.markco.relay.postgres.PostgresUrl;
import dev.markco.sync.DocumentKey;
import dev.markco.sync.room.RoomLimits;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * A relay on a database of its own that stops and comes back on the same port. One that is {@link #isMortal mortal} is a
 * process of its own and may be killed as well. Confined to one thread.
 */
final class ModelRelay implements AutoCloseable {
    static final String PROJECT = "model";
    private static final Duration SAVE_DEBOUNCE = Duration.ofMillis(200);
    private static final Duration WARM_FOR = Duration.ofMillis(300);
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final PostgresUrl database;
    private final Path directory;
    private final boolean mortal;
    private @Nullable Relay relay;
    private @Nullable MarkcoProcess process;
    private final int port = ModelPorts.free();

    /** What the relay answers about a document. */
    record Found(String text, String etag) {}

    private ModelRelay(PostgresUrl database, Path directory, boolean mortal) throws IOException {
        this.database = database;
        this.directory = directory;
        this.mortal = mortal;
    }

    /** Starts on a fresh database of a server. */
    static ModelRelay start(PostgresUrl server, String name, Path directory, boolean mortal)
            throws SQLException, IOException {
        try (Connection connection = connect(server);
                PreparedStatement create = connection.prepareStatement("create database " + name)) {
            create.execute();
        }
        ModelRelay made = new ModelRelay(server.withDatabase(name), directory, mortal);
        made.start();
        return made;
    }

    void start() throws IOException {
        if (mortal) {
            startProcess();
            return;
        }
        RelayConfig config = new RelayConfig(
                "127.0.0.1",
                port,
                IdentityConfig.localOnly(),
                SAVE_DEBOUNCE,
                WARM_FOR,
                RoomLimits.DEFAULT,
                ConnectionLimits.DEFAULT);
        relay = Relay.start(config, new StorageConfig(database, directory, directory, Duration.ofSeconds(60)));
    }

    private void startProcess() throws IOException {
        MarkcoProcess started = MarkcoProcess.start(
                Map.of("DATABASE_URL", database.toString().replaceFirst("@", ":" + database.password() + "@")),
                "relay",
                "serve",
                "--port",
                Integer.toString(port),
                "--local-user",
                "--data-dir",
                directory.toString(),
                "--save-debounce",
                Long.toString(SAVE_DEBOUNCE.toMillis()),
                "--doc-cleanup-delay",
                Long.toString(WARM_FOR.toMillis()));
        process = started;
        started.awaitSaid("127\\.0\\.0\\.1:" + port);
        await().atMost(Duration.ofSeconds(30)).until(this::isServing);
    }

    private boolean isServing() throws InterruptedException {
        try {
            URI health = URI.create("http://127.0.0.1:" + port + "/health");
            return HTTP.send(HttpRequest.newBuilder(health).build(), BodyHandlers.discarding())
                            .statusCode()
                    == 200;
        } catch (IOException e) {
            return false;
        }
    }

    boolean isUp() {
        return relay != null || process != null;
    }

    /** Whether it may be killed. */
    boolean isMortal() {
        return mortal;
    }

    /** Ends it as a crash does. */
    void kill() {
        MarkcoProcess dying = process;
        process = null;
        if (dying != null) {
            dying.kill();
        }
    }

    int port() {
        return port;
    }

    /** Stops; returns whether everything was saved. */
    boolean stop() {
        Relay stopping = relay;
        relay = null;
        MarkcoProcess ending = process;
        process = null;
        if (ending != null) {
            return ending.terminate() == 0;
        }
        return stopping == null || stopping.stop(Duration.ofSeconds(10));
    }

    URI socket(String doc) {
        return URI.create("ws://127.0.0.1:" + port + "/sync/" + key(doc));
    }

    /** A document's text and entity tag; null when there is none. */
    @Nullable
    Found get(String doc) throws IOException, InterruptedException {
        HttpResponse<String> answer = HTTP.send(request(doc).GET().build(), BodyHandlers.ofString());
        if (answer.statusCode() == 404 || answer.statusCode() == 410) {
            return null;
        }
        return new Found(
                expect(answer, 200).body(), answer.headers().firstValue("ETag").orElseThrow());
    }

    /** Makes a document's text this one; returns false when it is not what {@code etag} says any more. */
    boolean put(String doc, String text, String etag) throws IOException, InterruptedException {
        HttpResponse<String> answer = HTTP.send(
                request(doc)
                        .header("If-Match", etag)
                        .PUT(BodyPublishers.ofString(text))
                        .build(),
                BodyHandlers.ofString());
        return answer.statusCode() != 412 && expect(answer, 200).statusCode() == 200;
    }

    private static HttpResponse<String> expect(HttpResponse<String> answer, int status) throws IOException {
        if (answer.statusCode() != status) {
            throw new IOException(answer.statusCode() + " " + answer.body());
        }
        return answer;
    }

    private HttpRequest.Builder request(String doc) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/api/documents/" + key(doc)))
                .timeout(Duration.ofSeconds(60));
    }

    private static String key(String doc) {
        return DocumentKey.parse("local/" + PROJECT + "/" + doc).toUrlPath();
    }

    /** The text in the snapshot that PostgreSQL has of a document; null when there is none. */
    @Nullable
    String stored(String doc) throws SQLException {
        try (Connection connection = connect(database);
                PreparedStatement select = connection.prepareStatement(
                        "select content_text from documents where project = ? and doc_path = ?")) {
            select.setString(1, PROJECT);
            select.setString(2, doc);
            try (ResultSet rows = select.executeQuery()) {
                return rows.next() ? rows.getString(1) : null;
            }
        }
    }

    /** Changes its database, as another system would. */
    void execute(String... statements) throws SQLException {
        try (Connection connection = connect(database);
                Statement statement = connection.createStatement()) {
            for (String one : statements) {
                statement.execute(one);
            }
        }
    }

    private static Connection connect(PostgresUrl url) throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("user", url.user());
        if (url.password() != null) {
            properties.setProperty("password", url.password());
        }
        url.properties().forEach(properties::setProperty);
        return DriverManager.getConnection(url.jdbcUrl(), properties);
    }

    @Override
    public void close() {
        stop();
    }
}
