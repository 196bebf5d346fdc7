package dev.markco.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.markco.relay.postgres.EmbeddedPostgres;
import dev.markco.relay.postgres.TestPostgres;
import dev.markco.sync.interop.RawClient;
import dev.markco.sync.time.SystemTime;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a relay tells those who run it. */
final class OperationsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(40);

    @Test
    @DisplayName("metrics count what clients do, and name neither users nor documents")
    void metricsCount() throws Exception {
        try (RunningRelay relay = RunningRelay.fresh()) {
            RawClient a = RawClient.follow(relay.socket("/sync/local/p/diary"));
            RawClient b = RawClient.follow(relay.socket("/sync/local/p/diary"));
            // What is typed before it has an answer comes with that, and is no update.
            await().until(() -> b.firstText() != null);
            a.type("dear ");
            // What waits for a socket is sent in one piece, and so is counted once.
            await().until(() -> b.text().equals("dear "));
            a.type("reader");
            await().until(() -> b.text().equals("dear reader"));
            assertThat(relay.get("/api/documents/local/p/diary", "Origin", "https://evil.example")
                            .statusCode())
                    .isEqualTo(403);
            assertThat(relay.get("/api/documents/11111111-1111-1111-1111-111111111111")
                            .statusCode())
                    .isEqualTo(403);

            await().untilAsserted(() ->
                    assertThat(value(relay, "markco_commit_seconds_count")).isPositive());
            await().untilAsserted(() ->
                    assertThat(value(relay, "markco_unsaved_bytes")).isZero());
            assertThat(value(relay, "markco_connections{protocol=\"y-websocket\"}"))
                    .isEqualTo(2);
            assertThat(value(relay, "markco_connections{protocol=\"hocuspocus\"}"))
                    .isZero();
            assertThat(value(relay, "markco_documents")).isEqualTo(1);
            // Each client also answers the relay's question for what it has, with an update that says nothing.
            assertThat(value(relay, "markco_updates_in_total")).isGreaterThanOrEqualTo(2);
            await().untilAsserted(() ->
                    assertThat(value(relay, "markco_updates_out_total")).isEqualTo(2));
            assertThat(value(relay, "markco_load_seconds_count")).isEqualTo(1);
            assertThat(value(relay, "markco_refused_total{reason=\"forbidden\"}"))
                    .isEqualTo(2);
            assertThat(value(relay, "markco_postgresql_up")).isEqualTo(1);
            assertThat(value(relay, "markco_spool_bytes")).isZero();
            assertThat(value(relay, "markco_slow_clients_total{action=\"closed\"}"))
                    .isZero();
            assertThat(scrape(relay))
                    .contains("markco_unsaved_age_seconds ", "jvm_memory_used_bytes{", "process_uptime_seconds ")
                    .doesNotContain("diary", "00000000-0000", "11111111-1111");
        }
    }

    @Test
    @DisplayName("R28 metrics are not for what was forwarded, nor for pages of other sites")
    void metricsAreNotForEverybody() throws Exception {
        try (RunningRelay relay = RunningRelay.fresh()) {
            assertThat(relay.get("/metrics").statusCode()).isEqualTo(200);
            HttpResponse<String> forwarded = relay.get("/metrics", "X-Forwarded-For", "127.0.0.1");
            assertThat(forwarded.statusCode()).isEqualTo(403);
            assertThat(forwarded.body()).contains("--metrics-from").doesNotContain("jvm_");
            assertThat(relay.get("/metrics", "Origin", "https://evil.example").statusCode())
                    .isEqualTo(403);
        }
    }

    @Test
    @DisplayName("a relay is not ready while PostgreSQL does not answer, says so, and is healthy all the same")
    void notReadyWithoutPostgres(@TempDir Path directory) throws Exception {
        EmbeddedPostgres server = TestPostgres.start(directory);
        try (RunningRelay relay = RunningRelay.on(server.url())) {
            assertThat(relay.get("/ready").statusCode()).isEqualTo(200);
            server.close();
            await().atMost(PATIENCE).untilAsserted(() -> {
                HttpResponse<String> ready = relay.get("/ready");
                assertThat(ready.statusCode()).isEqualTo(503);
                assertThat(ready.body()).contains("PostgreSQL does not answer");
            });
            assertThat(value(relay, "markco_postgresql_up")).isZero();
            assertThat(relay.get("/health").statusCode()).isEqualTo(200);

            server = EmbeddedPostgres.start(directory, TestPostgres.cache(), SystemTime.named("test"));
            await().atMost(PATIENCE)
                    .untilAsserted(
                            () -> assertThat(relay.get("/ready").statusCode()).isEqualTo(200));
        } finally {
            server.close();
        }
    }

    private static String scrape(RunningRelay relay) throws Exception {
        return relay.get("/metrics").body();
    }

    private static double value(RunningRelay relay, String metric) throws Exception {
        String all = scrape(relay);
        Matcher line = Pattern.compile("^" + Pattern.quote(metric) + " (\\S+)$", Pattern.MULTILINE)
                .matcher(all);
        assertThat(line.find()).as("%s is in %s", metric, all).isTrue();
        return Double.parseDouble(line.group(1));
    }
}
