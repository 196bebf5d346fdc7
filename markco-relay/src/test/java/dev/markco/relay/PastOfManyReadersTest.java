package dev.markco.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.markco.relay.postgres.PostgresUrl;
import dev.markco.relay.postgres.TestPostgres;
import dev.markco.yjs.Updates;
import dev.markco.yjs.YDoc;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** R32: many who read a large past at once, of a relay that has little memory. */
final class PastOfManyReadersTest {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final int READERS = 48;
    private static final int BYTES = 8 << 20;

    @TempDir
    Path directory;

    /** One frame that inserts a lot, and deletes most of it. */
    private static byte[] frame() {
        byte[] random = new byte[BYTES];
        new Random(1).nextBytes(random);
        String words = Base64.getEncoder().encodeToString(random);
        YDoc doc = new YDoc();
        doc.getText("content").insert(0, words);
        byte[] inserted = doc.encodeStateAsUpdate();
        doc.getText("content").delete(0, words.length() - 3);
        return Updates.merge(List.of(inserted, doc.encodeStateAsUpdate()));
    }

    private static boolean isSaved(PostgresUrl database) throws SQLException {
        try (Connection connection = TestPostgres.connect(database);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("select count(*) from document_updates")) {
            return rows.next() && rows.getInt(1) == 0;
        }
    }

    @Test
    @DisplayName("R32 each of many requests for a large past is answered, with it or with when to ask again")
    void allAreAnswered() throws Exception {
        PostgresUrl database = TestPostgres.freshDatabase();
        try (RelayProcess relay = RelayProcess.start(database, directory, 0, "-Xmx320m")) {
            URI document = URI.create("http://127.0.0.1:" + relay.port() + "/api/documents/local/p/big");
            HttpClient http = HttpClient.newHttpClient();
            HttpRequest put = HttpRequest.newBuilder(document)
                    .header("Content-Type", "application/octet-stream")
                    .PUT(BodyPublishers.ofByteArray(frame()))
                    .build();
            assertThat(http.send(put, BodyHandlers.ofString()).statusCode()).isEqualTo(200);
            // What saving takes is not what is measured.
            await().atMost(PATIENCE).until(() -> isSaved(database));
            HttpRequest past = HttpRequest.newBuilder(document)
                    .header("Accept", "application/x-ndjson")
                    .build();
            List<CompletableFuture<HttpResponse<Void>>> all = IntStream.range(0, READERS)
                    .mapToObj(i -> http.sendAsync(past, BodyHandlers.discarding()))
                    .toList();
            int read = 0;
            for (CompletableFuture<HttpResponse<Void>> one : all) {
                // One that breaks off fails here.
                HttpResponse<Void> answer = one.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
                if (answer.statusCode() == 200) {
                    read++;
                } else {
                    assertThat(answer.statusCode()).as(relay::said).isEqualTo(503);
                    assertThat(answer.headers().firstValue("Retry-After")).isPresent();
                }
            }
            assertThat(read).isPositive();
            assertThat(relay.get("/health").statusCode()).isEqualTo(200);
            assertThat(relay.said()).doesNotContain("OutOfMemoryError");
        }
    }
}
