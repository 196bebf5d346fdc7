package dev.markco.relay;

import dev.markco.relay.http.ConnectionLimits;
import dev.markco.relay.identity.IdentityConfig;
import dev.markco.relay.postgres.PostgresUrl;
import dev.markco.relay.postgres.TestPostgres;
import dev.markco.sync.room.RoomLimits;
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
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A whole relay on a real PostgreSQL, on a free port. */
final class RunningRelay implements AutoCloseable {
    static final Duration STOP = Duration.ofSeconds(30);
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    final PostgresUrl database;
    private final Relay relay;
    private final @Nullable Path temporary;

    private RunningRelay(PostgresUrl database, Relay relay, @Nullable Path temporary) {
        this.temporary = temporary;
        this.database = database;
        this.relay = relay;
    }

    static RunningRelay fresh() {
        return on(TestPostgres.freshDatabase());
    }

    static RunningRelay with(IdentityConfig identity) {
        return on(TestPostgres.freshDatabase(), identity, RoomLimits.DEFAULT, ConnectionLimits.DEFAULT);
    }

    static RunningRelay with(RoomLimits limits, ConnectionLimits connections) {
        return on(TestPostgres.freshDatabase(), IdentityConfig.localOnly(), limits, connections);
    }

    /** One that serves no page. */
    static RunningRelay withoutPage() {
        try {
            Path target = Files.createDirectories(Path.of("target").toAbsolutePath());
            Path directory = Files.createTempDirectory(target, "relay-");
            RelayConfig config = config(IdentityConfig.localOnly(), RoomLimits.DEFAULT, ConnectionLimits.DEFAULT);
            return on(TestPostgres.freshDatabase(), config.withPage(false), directory, directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** With a data directory of its own, which goes with it. */
    static RunningRelay on(PostgresUrl database) {
        return on(database, IdentityConfig.localOnly(), RoomLimits.DEFAULT, ConnectionLimits.DEFAULT);
    }

    static RunningRelay on(
            PostgresUrl database, IdentityConfig identity, RoomLimits limits, ConnectionLimits connections) {
        try {
            Path target = Files.createDirectories(Path.of("target").toAbsolutePath());
            Path directory = Files.createTempDirectory(target, "relay-");
            return on(database, config(identity, limits, connections), directory, directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** With a data directory that stays. */
    static RunningRelay on(PostgresUrl database, Path directory) {
        RelayConfig config = config(IdentityConfig.localOnly(), RoomLimits.DEFAULT, ConnectionLimits.DEFAULT);
        return on(database, config, directory, null);
    }

    private static RelayConfig config(IdentityConfig identity, RoomLimits limits, ConnectionLimits connections) {
        return new RelayConfig(
                "127.0.0.1", 0, identity, Duration.ofMillis(200), Duration.ofMillis(300), limits, connections);
    }

    private static RunningRelay on(PostgresUrl database, RelayConfig config, Path directory, @Nullable Path temporary) {
        StorageConfig storage = new StorageConfig(database, directory, TestPostgres.cache(), Duration.ofSeconds(60));
        return new RunningRelay(database, Relay.start(config, storage), temporary);
    }

    URI uri() {
        return relay.uri();
    }

    URI socket(String path) {
        return URI.create("ws" + relay.uri().toString().substring("http".length()) + path);
    }

    HttpResponse<String> get(String path, String... headers) throws IOException, InterruptedException {
        return send(request(path, headers).GET());
    }

    HttpResponse<byte[]> getBytes(String path) throws IOException, InterruptedException {
        return HTTP.send(
                request(path, "Accept", "application/octet-stream").GET().build(), BodyHandlers.ofByteArray());
    }

    HttpResponse<String> put(String path, byte[] body, String... headers) throws IOException, InterruptedException {
        return send(request(path, headers).PUT(BodyPublishers.ofByteArray(body)));
    }

    HttpResponse<String> put(String path, String body, String... headers) throws IOException, InterruptedException {
        return put(path, body.getBytes(StandardCharsets.UTF_8), headers);
    }

    HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return HTTP.send(request.build(), BodyHandlers.ofString());
    }

    HttpRequest.Builder request(String path, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(relay.uri() + path));
        return headers.length == 0 ? request : request.headers(headers);
    }

    String query(String sql) throws SQLException {
        try (Connection connection = TestPostgres.connect(database);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            return rows.next() ? String.valueOf(rows.getString(1)) : "no row";
        }
    }

    void execute(String... statements) {
        TestPostgres.execute(database, statements);
    }

    boolean stop() {
        return relay.stop(STOP);
    }

    @Override
    public void close() {
        relay.stop(STOP);
        if (temporary != null && Files.exists(temporary)) {
            TestPostgres.delete(temporary);
        }
    }
}
