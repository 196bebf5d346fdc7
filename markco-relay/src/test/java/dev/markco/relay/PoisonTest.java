package dev.markco.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.markco.relay.postgres.PostgresUrl;
import dev.markco.relay.postgres.TestPostgres;
import dev.markco.sync.interop.RawClient;
import dev.markco.sync.protocol.Messages;
import dev.markco.yjs.Updates;
import dev.markco.yjs.YDoc;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Content that a careless relay would choke on. */
final class PoisonTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    /** For 50 MB, which a busy machine needs a while for: each time they are stored, and sent. */
    private static final Duration LONG_PATIENCE = Duration.ofMinutes(4);

    @Test
    @DisplayName(
            "NUL is kept to the bit, halves of surrogate pairs as Yjs writes them; the text column has the nearest text")
    void textThatNoColumnHolds() throws Exception {
        PostgresUrl database = TestPostgres.freshDatabase();
        String poison = "a\0b \ud83d c \ude00 d \ud83d\ude00";
        try (RunningRelay relay = RunningRelay.on(database)) {
            RawClient client = RawClient.follow(relay.socket("/sync/local/p/poison"));
            client.type(poison);
            client.type(" end");
            await().untilAsserted(() -> assertThat(relay.query("select content_text from documents"))
                    .startsWith("a")
                    .endsWith("d \ud83d\ude00 end"));
            assertThat(relay.query("select count(*) from document_updates_set_aside"))
                    .isEqualTo("0");
        }
        try (RunningRelay relay = RunningRelay.on(database)) {
            RawClient late = RawClient.follow(relay.socket("/sync/local/p/poison"));
            String carried = poison.replace("\ud83d c", "\ufffd c").replace("\ude00 d", "\ufffd d");
            await().until(() -> late.text().equals(carried + " end"));
        }
    }

    @ParameterizedTest(name = "in {0}")
    @ValueSource(strings = {"documents", "document_updates"})
    @DisplayName("R15 a stored state that does not decode closes that document alone, and stays as it is")
    void damagedState(String table) throws Exception {
        PostgresUrl database = TestPostgres.freshDatabase();
        try (RunningRelay relay = RunningRelay.on(database)) {
            relay.put("/api/documents/local/p/bad", "was good");
            relay.put("/api/documents/local/p/good", "is good");
        }
        String damage = table.equals("documents")
                ? "update documents set yjs_state = '\\x01ffffffffff' where doc_path = 'bad'"
                : "insert into document_updates (document_id, update)"
                        + " select id, '\\x01ffffffffff' from documents where doc_path = 'bad'";
        TestPostgres.execute(database, damage);
        try (RunningRelay relay = RunningRelay.on(database)) {
            for (int i = 0; i < 2; i++) {
                assertThat(relay.get("/api/documents/local/p/bad").statusCode()).isEqualTo(503);
                assertThat(relay.put("/api/documents/local/p/bad", "anew").statusCode())
                        .isEqualTo(503);
                assertThatThrownBy(() -> RawClient.follow(relay.socket("/sync/local/p/bad")))
                        .hasRootCauseMessage("Unexpected HTTP response status code 503");
            }
            RawClient good = RawClient.follow(relay.socket("/sync/local/p/good"));
            await().until(() -> good.text().equals("is good"));
            assertThat(relay.put("/api/documents/local/p/good", "is better").statusCode())
                    .isEqualTo(200);
            assertThat(relay.query("select count(*) from (select yjs_state from documents where doc_path = 'bad'"
                            + " union all select update from document_updates) s"
                            + " where yjs_state = '\\x01ffffffffff'"))
                    .isEqualTo("1");
        }
    }

    @Test
    @DisplayName("a document of 50 MB is written, served, edited, stored and served again")
    void largeDocument() throws Exception {
        PostgresUrl database = TestPostgres.freshDatabase();
        String text = "0123456789abcde\n".repeat((50 << 20) / 16);
        try (RunningRelay relay = RunningRelay.on(database)) {
            RawClient other = RawClient.follow(relay.socket("/sync/local/p/small"));
            assertThat(relay.put("/api/documents/local/p/large", text).statusCode())
                    .isEqualTo(200);
            RawClient reader = RawClient.follow(relay.socket("/sync/local/p/large"));
            await().atMost(LONG_PATIENCE).until(() -> reader.textLength() == text.length());
            reader.type("edited");
            other.type("served meanwhile");
            await().atMost(LONG_PATIENCE)
                    .untilAsserted(() -> assertThat(relay.query("select sum(length(content_text)) from documents"))
                            .isEqualTo(
                                    Integer.toString(text.length() + "edited".length() + "served meanwhile".length())));
        }
        try (RunningRelay relay = RunningRelay.on(database)) {
            RawClient late = RawClient.follow(relay.socket("/sync/local/p/large"));
            await().atMost(LONG_PATIENCE).until(() -> late.textLength() == text.length() + "edited".length());
            assertThat(late.text().equals(text + "edited")).isTrue();
        }
    }

    @Test
    @DisplayName("10,000 updates in one message, and 10,000 messages at once, are taken, passed on and stored")
    void manyUpdates() throws Exception {
        PostgresUrl database = TestPostgres.freshDatabase();
        List<byte[]> updates = new ArrayList<>();
        YDoc writer = new YDoc();
        writer.observeUpdate((update, origin) -> updates.add(update));
        for (int i = 0; i < 10_000; i++) {
            writer.getText("content").insert(i / 2, Character.toString('a' + i % 26));
        }
        String text = writer.getText("content").toString();
        try (RunningRelay relay = RunningRelay.on(database)) {
            RawClient watcher = RawClient.follow(relay.socket("/sync/local/p/merged"));
            RawClient other = RawClient.follow(relay.socket("/sync/local/p/single"));
            RawClient source = RawClient.follow(relay.socket("/sync/local/p/merged"));
            source.send(Messages.update(Updates.merge(updates)));
            RawClient flood = RawClient.follow(relay.socket("/sync/local/p/single"));
            updates.forEach(update -> flood.send(Messages.update(update)));
            await().atMost(PATIENCE).until(() -> watcher.text().equals(text));
            await().atMost(PATIENCE).until(() -> other.text().equals(text));
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(relay.query(
                                    "select count(distinct content_text) || '|' || count(*) || '|' || max(length(content_text))"
                                            + " from documents"))
                            .isEqualTo("1|2|10000"));
        }
        try (RunningRelay relay = RunningRelay.on(database)) {
            assertThat(relay.get("/api/documents/local/p/merged").body()).isEqualTo(text);
            assertThat(relay.get("/api/documents/local/p/single").body()).isEqualTo(text);
        }
    }
}
