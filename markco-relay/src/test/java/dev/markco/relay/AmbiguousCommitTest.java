package dev.markco.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.markco.relay.postgres.PostgresUrl;
import dev.markco.relay.postgres.TestPostgres;
import dev.markco.sync.interop.RawClient;
import dev.markco.yjs.YDoc;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Writes of which the relay cannot know whether they were committed, because the connection broke just then. */
final class AmbiguousCommitTest {
    private static final Duration PATIENCE = Duration.ofSeconds(40);
    private static final String BYTES = "application/octet-stream";
    private static final String PATH = "/api/documents/local/p/doc";

    private static LossyLink linkTo(PostgresUrl url) throws Exception {
        return new LossyLink(Integer.parseInt(url.toString().replaceAll(".*:(\\d+)/.*", "$1")));
    }

    @Test
    @DisplayName("R3 a creation that was committed unknown to the relay reaches whoever waits at the name, once")
    void creation() throws Exception {
        PostgresUrl url = TestPostgres.freshDatabase();
        try (LossyLink link = linkTo(url);
                RunningRelay relay = RunningRelay.on(link.over(url))) {
            RawClient waiting = RawClient.follow(relay.socket("/sync/local/p/doc"));
            YDoc doc = new YDoc();
            doc.getText("content").insert(0, "seed ");
            byte[] seed = doc.encodeStateAsUpdate();
            link.loseNextCommitOf("do nothing returning id");
            HttpResponse<String> answer = relay.put(PATH, seed, "If-None-Match", "*", "Content-Type", BYTES);
            assertThat(link.hasLost()).isTrue();
            assertThat(answer.statusCode()).isEqualTo(503);
            await().atMost(PATIENCE).until(waiting::text, "seed "::equals);
            assertThat(relay.put(PATH, seed, "If-None-Match", "*", "Content-Type", BYTES)
                            .statusCode())
                    .isEqualTo(412);
            assertThat(relay.get(PATH).body()).isEqualTo("seed ");
            await().atMost(PATIENCE).until(() -> relay.query("select content_text from documents"), "seed "::equals);
            waiting.abort();
        }
    }

    @Test
    @DisplayName("R4 a conditional write that was committed unknown to the relay is seen by those who have it open")
    void replacement() throws Exception {
        PostgresUrl url = TestPostgres.freshDatabase();
        try (LossyLink link = linkTo(url);
                RunningRelay relay = RunningRelay.on(link.over(url))) {
            relay.put(PATH, "one ");
            RawClient open = RawClient.follow(relay.socket("/sync/local/p/doc"));
            await().atMost(PATIENCE).until(open::text, "one "::equals);
            await().atMost(PATIENCE).until(() -> relay.query("select content_text from documents"), "one "::equals);
            HttpResponse<byte[]> read = relay.getBytes(PATH);
            YDoc doc = new YDoc();
            doc.applyUpdate(read.body());
            doc.getText("content").insert(4, "two ");
            String tag = read.headers().firstValue("ETag").orElseThrow();
            link.loseNextCommitOf("insert into document_updates");
            HttpResponse<String> answer =
                    relay.put(PATH, doc.encodeStateAsUpdate(), "If-Match", tag, "Content-Type", BYTES);
            assertThat(link.hasLost()).isTrue();
            assertThat(answer.statusCode()).isEqualTo(503);
            await().atMost(PATIENCE).until(open::text, "one two "::equals);
            await().atMost(PATIENCE).until(() -> relay.query("select content_text from documents"), "one two "::equals);
            open.abort();
        }
    }
}
