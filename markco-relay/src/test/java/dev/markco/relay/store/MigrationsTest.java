package dev.markco.relay.store;

import static dev.markco.relay.store.StoreFixture.change;
import static dev.markco.relay.store.StoreFixture.insertion;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.markco.relay.postgres.PostgresUrl;
import dev.markco.relay.postgres.TestPostgres;
import dev.markco.sync.DocumentKey;
import dev.markco.sync.room.Authorship;
import dev.markco.sync.time.SystemTime;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The schema, made anew and on top of what other services left. */
final class MigrationsTest {
    private static final UUID ANNA = UUID.fromString("31bdffb9-0000-4000-8000-000000000001");
    private static final UUID NEWCOMER = UUID.fromString("31bdffb9-0000-4000-8000-000000000002");

    /** The tables as the Node system creates them. */
    private static final String NODE_DOCUMENTS = """
            CREATE TABLE IF NOT EXISTS documents (
              id UUID PRIMARY KEY DEFAULT gen_random_uuid(),
              user_id UUID NOT NULL REFERENCES users(id),
              project TEXT NOT NULL, doc_path TEXT NOT NULL,
              yjs_state BYTEA, content_text TEXT, content_hash TEXT, byte_size INTEGER DEFAULT 0,
              updated_at TIMESTAMPTZ DEFAULT NOW(), created_at TIMESTAMPTZ DEFAULT NOW(),
              UNIQUE(user_id, project, doc_path));
            CREATE INDEX IF NOT EXISTS idx_documents_user_project ON documents(user_id, project);
            CREATE INDEX IF NOT EXISTS idx_documents_updated ON documents(updated_at);
            """;

    private static final String COLUMNS = """
            select string_agg(concat_ws(' ', column_name, data_type, is_nullable, column_default), '; '
                              order by ordinal_position)
            from information_schema.columns where table_name = 'documents'
            """;
    private static final String INDEXES =
            "select string_agg(indexdef, '; ' order by indexname) from pg_indexes where tablename = 'documents'";

    @Test
    @DisplayName("a new database gets the Node system's documents table exactly, with our columns behind it")
    void newDatabase() {
        PostgresUrl url = TestPostgres.freshDatabase();
        Migrations migrations = new Migrations(url);
        assertThat(migrations.status()).extracting(Migrations.Step::state).containsOnly("pending");
        assertThat(migrations.dryRun()).extracting(Migrations.Step::version).containsExactly("1", "2", "3", "4");
        try (StoreFixture db = StoreFixture.on(url)) {
            assertThat(db.query("select count(*) from information_schema.tables where table_schema = 'public'"))
                    .isEqualTo("0");
            assertThat(migrations.migrate())
                    .extracting(Migrations.Step::version)
                    .containsExactly("1", "2", "3", "4");
            assertThat(migrations.status()).extracting(Migrations.Step::state).containsOnly("applied");
            assertThat(migrations.dryRun()).isEmpty();
            assertThat(migrations.migrate()).isEmpty();

            PostgresUrl node = TestPostgres.freshDatabase();
            TestPostgres.execute(node, "create table users (id uuid primary key)", NODE_DOCUMENTS);
            try (StoreFixture theirs = StoreFixture.on(node)) {
                assertThat(db.query(COLUMNS))
                        .isEqualTo(theirs.query(COLUMNS) + "; snapshot_version bigint NO 0; state_hash text YES"
                                + "; history_version bigint YES");
                assertThat(db.query(INDEXES)).isEqualTo(theirs.query(INDEXES));
            }
        }
    }

    @Test
    @DisplayName("users and documents of another service are adopted, rows kept, text served, edits stored beside")
    void adoption() {
        PostgresUrl url = TestPostgres.freshDatabase();
        byte[] state = insertion("with state");
        TestPostgres.execute(
                url,
                "create table users (id uuid primary key, email text, name text)",
                NODE_DOCUMENTS,
                "create table flyway_schema_history (installed_rank int)",
                "insert into users values ('" + ANNA + "', 'anna@example.org', 'Anna')",
                "insert into documents (user_id, project, doc_path, content_text) values ('" + ANNA
                        + "', 'notes', 'text only', 'text only')",
                "insert into documents (user_id, project, doc_path, yjs_state, content_text, byte_size) values ('"
                        + ANNA
                        + "', 'notes', 'both', '\\x" + HexFormat.of().formatHex(state)
                        + "', 'with state', " + state.length + ")");
        try (StoreFixture db = StoreFixture.on(url)) {
            String ids = db.query("select string_agg(id::text, ',' order by doc_path) from documents");
            new Migrations(url).migrate();
            assertThat(db.query("select string_agg(id::text, ',' order by doc_path) from documents"))
                    .isEqualTo(ids);
            assertThat(db.query("select email || name from users")).isEqualTo("anna@example.orgAnna");
            assertThat(db.count("flyway_schema_history")).isZero();

            DocumentKey textOnly = DocumentKey.of(ANNA, "notes", "text only");
            DocumentKey both = DocumentKey.of(ANNA, "notes", "both");
            assertThat(db.store.list(ANNA, "notes", Set.of(DocumentStore.Part.CONTENT)))
                    .extracting(DocumentInfo::content)
                    .containsExactly("with state", "text only");
            assertThat(db.text(textOnly)).isEqualTo("text only");
            assertThat(db.text(both)).isEqualTo("with state");
            db.append(both, "edited ");
            db.append(DocumentKey.of(NEWCOMER, "notes", "new"), "new");
            db.snapshot(both);
            assertThat(db.query("select content_text from documents where doc_path = 'both'"))
                    .contains("edited ")
                    .contains("with state");
            assertThat(db.query("select count(*) from users where id = '" + NEWCOMER + "'"))
                    .isEqualTo("1");
        }
    }

    @Test
    @DisplayName(
            "a users table that takes nobody from us: a known user's documents work, an unknown one is a typed error")
    void closedUsersTable() {
        PostgresUrl url = TestPostgres.freshDatabase();
        TestPostgres.execute(
                url,
                "create table users (id uuid primary key, email text not null)",
                "insert into users values ('" + ANNA + "', 'anna@example.org')");
        new Migrations(url).migrate();
        try (StoreFixture db = StoreFixture.on(url)) {
            db.append(DocumentKey.of(ANNA, "p", "mine"), "mine");
            assertThatThrownBy(() -> db.append(DocumentKey.of(NEWCOMER, "p", "new"), "new"))
                    .isInstanceOf(UnknownUserException.class)
                    .hasMessageContaining(NEWCOMER.toString())
                    .hasMessageContaining("email");
            assertThatThrownBy(() -> db.store.create(change(DocumentKey.of(NEWCOMER, "p", "new"), insertion("new"))))
                    .isInstanceOf(UnknownUserException.class);
            assertThat(db.count("documents")).isEqualTo(1);
        }
    }

    @Test
    @DisplayName("a documents table that lacks columns, indexes and the unique constraint gets them, its rows kept")
    void olderTable() {
        PostgresUrl url = TestPostgres.freshDatabase();
        TestPostgres.execute(
                url,
                "create table users (id uuid primary key)",
                "insert into users values ('" + ANNA + "')",
                "create table documents (id uuid primary key, user_id uuid not null, project text not null,"
                        + " doc_path text not null, content_text text)",
                "insert into documents values (gen_random_uuid(), '" + ANNA + "', 'p', 'old', 'words')");
        new Migrations(url).migrate();
        try (StoreFixture db = StoreFixture.on(url)) {
            DocumentKey old = DocumentKey.of(ANNA, "p", "old");
            assertThat(db.text(old)).isEqualTo("words");
            db.append(old, "more ");
            db.append(DocumentKey.of(ANNA, "p", "new"), "new");
            assertThat(db.text(old)).contains("more ");
            assertThat(db.snapshot(old)).isPresent();
        }
    }

    @Test
    @DisplayName("two relays that start at once migrate once")
    void together() throws Exception {
        PostgresUrl url = TestPostgres.freshDatabase();
        ExecutorService pool = Executors.newFixedThreadPool(2);
        try {
            Callable<List<Migrations.Step>> migrate = () -> new Migrations(url).migrate();
            for (Future<List<Migrations.Step>> one : pool.invokeAll(List.of(migrate, migrate))) {
                one.get();
            }
        } finally {
            pool.shutdownNow();
        }
        assertThat(new Migrations(url).status())
                .extracting(Migrations.Step::state)
                .containsOnly("applied");
    }

    @Test
    @DisplayName(
            "R41 R42 a database of before authors: rows get their owners, an older relay goes on beside, the past begins")
    void authorsAndHistory() {
        PostgresUrl url = TestPostgres.freshDatabase();
        Flyway.configure(Migrations.class.getClassLoader())
                .dataSource(url.jdbcUrl(), url.user(), url.password())
                .locations("classpath:db/migration")
                .table(Migrations.HISTORY_TABLE)
                .baselineOnMigrate(true)
                .baselineVersion("0")
                .target("3")
                .loggers("slf4j")
                .load()
                .migrate();
        String log =
                "insert into document_updates (document_id, update, relay) select id, '\\x%s', gen_random_uuid() from %s";
        byte[] stored = insertion("stored ");
        TestPostgres.execute(
                url,
                "insert into users (id) values ('" + ANNA + "')",
                "insert into documents (user_id, project, doc_path, yjs_state, snapshot_version) values ('" + ANNA
                        + "', 'p', 'a', '\\x" + HexFormat.of().formatHex(stored) + "', 4)",
                "insert into document_trash (id, user_id, project, doc_path, rest) values (gen_random_uuid(), '" + ANNA
                        + "', 'p', 'gone', '{}')",
                String.format(log, HexFormat.of().formatHex(insertion("logged ")), "documents"),
                String.format(log, "0000", "document_trash"),
                "insert into document_updates (document_id, update) values (gen_random_uuid(), '\\x0000')");
        new Migrations(url).migrate();
        try (StoreFixture db = StoreFixture.on(url)) {
            String owners = "select string_agg(left(user_id::text, 1), '' order by seq) from document_updates";
            String anna = ANNA.toString().substring(0, 1);
            assertThat(db.query(owners)).isEqualTo(anna + anna + "f");
            db.execute(String.format(log, HexFormat.of().formatHex(insertion("beside ")), "documents"));
            assertThat(db.query(owners)).isEqualTo(anna + anna + "f" + anna);

            DocumentKey key = DocumentKey.of(ANNA, "p", "a");
            assertThat(db.text(key).split(" ")).containsExactlyInAnyOrder("stored", "logged", "beside");
            db.snapshot(key);
            assertThat(db.store
                            .past(new DocumentRef(key, db.id(key)), PastPlace.BEGINNING, 1 << 20)
                            .changes())
                    .extracting(AuthoredUpdate::authorship)
                    .containsOnly(Authorship.UNKNOWN);
            assertThat(db.query("select count(*) from document_updates where user_id = '" + ANNA + "'"))
                    .as("that of the one in the trash")
                    .isEqualTo("1");
            assertThat(db.store.leftovers().orphans()).isEqualTo(1);
        }
    }

    @Test
    @DisplayName("a database that cannot be used is said to be so, with a hint and without the password")
    void wrongAddress() {
        String password = String.valueOf(TestPostgres.freshDatabase().password());
        PostgresUrl url = TestPostgres.freshDatabase();
        String text = url.toString().replace("@", ":" + password + "@");
        for (String wrong : List.of(
                text.replace(password, "wr0ng"),
                text.replaceAll("/test_\\d+", "/no_such_database"),
                "postgresql://u:" + password + "@127.0.0.1:1/d")) {
            try (Database database =
                    Database.open(PostgresUrl.parse(wrong), 1, Duration.ofMillis(300), SystemTime.named("test"))) {
                assertThatThrownBy(() -> database.awaitReachable(Duration.ofMillis(10)))
                        .isInstanceOf(DatabaseUnavailableException.class)
                        .hasMessageStartingWith("PostgreSQL at postgresql://")
                        .hasMessageNotContaining(password)
                        .hasMessageNotContaining("wr0ng");
                assertThat(database.isReachable(Duration.ofMillis(10))).isFalse();
            }
        }
        try (Database database = Database.open(url, SystemTime.named("test"))) {
            database.awaitReachable(Duration.ofSeconds(60));
            assertThat(database.isReachable(Duration.ofSeconds(30))).isTrue();
        }
    }
}
