package dev.markco.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.markco.relay.postgres.PostgresUrl;
import dev.markco.relay.postgres.TestPostgres;
import dev.markco.sync.interop.WithProviders;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What the real clients write goes to PostgreSQL and comes back from it, and so does what another system wrote. */
final class PostgresRoundTripTest extends WithProviders {
    @Test
    void editsOutliveTheRelay() throws Exception {
        PostgresUrl database = TestPostgres.freshDatabase();
        try (RunningRelay relay = RunningRelay.on(database)) {
            var a = providers.yWebsocket(relay.socket("/sync"), "local/notebook/01 índex");
            await().until(a::isSynced);
            a.append("typed in a browser 🌍\n");
            await().untilAsserted(() -> assertThat(relay.get("/api/documents/local/notebook/01%20%C3%ADndex")
                            .body())
                    .isEqualTo("typed in a browser 🌍\n"));
            a.destroy();
        }
        try (RunningRelay relay = RunningRelay.on(database)) {
            var b = providers.hocuspocus(relay.socket("/collab"), "local/notebook/01 índex");
            await().until(b::isSynced);
            assertThat(b.text()).isEqualTo("typed in a browser 🌍\n");
            b.append("and one more");
            await().until(() -> b.unsyncedChanges() == 0);
            b.destroy();
        }
    }

    @Test
    @DisplayName("R22 what a Node.js system wrote is adopted and served, text without a state included")
    void legacyRowsAreServed() throws Exception {
        PostgresUrl database = TestPostgres.freshDatabase();
        String user = "31bdffb9-0000-4000-8000-0123456789ab";
        TestPostgres.execute(
                database,
                "create table users (id uuid primary key, email text, name text)",
                "create table documents (id uuid primary key default gen_random_uuid(),"
                        + " user_id uuid not null references users(id), project text not null, doc_path text not null,"
                        + " yjs_state bytea, content_text text, content_hash text, byte_size integer default 0,"
                        + " updated_at timestamptz default now(), created_at timestamptz default now(),"
                        + " unique (user_id, project, doc_path))",
                "insert into users values ('" + user + "', 'ada@example.org', 'Ada')",
                "insert into documents (user_id, project, doc_path, content_text) values ('" + user
                        + "', 'thesis', '01-index', 'written long ago')",
                // yjs 13.6: new Y.Doc() with client id 1, getText('content').insert(0, 'by Node')
                "insert into documents (user_id, project, doc_path, yjs_state, content_text) values ('" + user
                        + "', 'thesis', '02-node', '\\x010101000401" + "07636f6e74656e74" + "0762792e4e6f6465"
                        + "00'::bytea, 'by.Node')");
        try (RunningRelay relay = RunningRelay.on(database)) {
            String base = "/api/documents/" + user;
            assertThat(relay.get(base + "/thesis/01-index", "X-User-Id", user).body())
                    .isEqualTo("written long ago");
            assertThat(relay.get(base + "/thesis/02-node", "X-User-Id", user).body())
                    .isEqualTo("by.Node");
            String first = relay.get(base + "/thesis/01-index", "X-User-Id", user)
                    .headers()
                    .firstValue("ETag")
                    .orElseThrow();
            assertThat(relay.stop()).isTrue();
            try (RunningRelay again = RunningRelay.on(database)) {
                assertThat(again.get(base + "/thesis/01-index", "X-User-Id", user)
                                .headers()
                                .firstValue("ETag"))
                        .as("the history that was made for the text is the one that stays")
                        .contains(first);
                assertThat(again.query("select count(*) from documents")).isEqualTo("2");
                assertThat(again.query("select email from users")).isEqualTo("ada@example.org");
            }
        }
    }
}
