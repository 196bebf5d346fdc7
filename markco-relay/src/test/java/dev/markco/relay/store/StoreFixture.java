package dev.markco.relay.store;

import dev.markco.relay.postgres.PostgresUrl;
import dev.markco.relay.postgres.TestPostgres;
import dev.markco.sync.DocumentKey;
import dev.markco.sync.room.Authorship;
import dev.markco.sync.time.SystemTime;
import dev.markco.yjs.YDoc;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;

/** A migrated database of its own with a store on it. */
final class StoreFixture implements AutoCloseable {
    final PostgresUrl url;
    final Database database;
    final DocumentStore store;

    private StoreFixture(PostgresUrl url) {
        this.url = url;
        this.database =
                Database.open(url, Database.DEFAULT_CONNECTIONS, Duration.ofSeconds(3), SystemTime.named("test"));
        this.store = new DocumentStore(database, null, true);
    }

    static StoreFixture fresh() {
        PostgresUrl url = TestPostgres.freshDatabase();
        new Migrations(url).migrate();
        return new StoreFixture(url);
    }

    /** On a database that is there already. */
    static StoreFixture on(PostgresUrl url) {
        return new StoreFixture(url);
    }

    static DocumentKey key(String path) {
        return DocumentKey.of(DocumentKey.LOCAL_USER, "project", path);
    }

    /** An update of a client of its own that inserts {@code text} at the start. */
    static byte[] insertion(String text) {
        YDoc doc = new YDoc();
        doc.getText(DocumentRow.ROOT).insert(0, text);
        return doc.encodeStateAsUpdate();
    }

    static YDoc doc(byte[] state) {
        YDoc doc = new YDoc();
        doc.applyUpdate(state);
        return doc;
    }

    static String text(byte[] state) {
        return doc(state).getText(DocumentRow.ROOT).toString();
    }

    /** The document's text as a newcomer would load it. */
    String text(DocumentKey key) {
        return text(store.load(key).orElseThrow().state());
    }

    /** The identity of the document that has the name. */
    UUID id(DocumentKey key) {
        return store.load(key).orElseThrow().id();
    }

    /** Takes a snapshot and returns its version; empty if there is no such document, or nothing new. */
    static OptionalLong snapshot(DocumentStore store, DocumentKey key) {
        Optional<StoredDocument> found = store.load(key);
        Optional<Snapshot> taken = found.flatMap(document -> store.snapshot(document.id()));
        return taken.isPresent() ? OptionalLong.of(taken.get().version()) : OptionalLong.empty();
    }

    OptionalLong snapshot(DocumentKey key) {
        return snapshot(store, key);
    }

    String etag(DocumentKey key) {
        return doc(store.load(key).orElseThrow().state()).stateDigest();
    }

    void append(DocumentKey key, String text) {
        store.append(List.of(change(key, insertion(text))));
    }

    /** An update of nobody in particular, for whatever document has the name. */
    static AuthoredUpdate change(DocumentKey key, byte[] update) {
        return change(new DocumentRef(key), update);
    }

    static AuthoredUpdate change(DocumentRef document, byte[] update) {
        return new AuthoredUpdate(document, update, Authorship.UNKNOWN, System.currentTimeMillis());
    }

    String query(String sql) {
        try (Connection connection = TestPostgres.connect(url);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            return rows.next() ? String.valueOf(rows.getString(1)) : "no row";
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    long count(String table) {
        return Long.parseLong(query("select count(*) from " + table));
    }

    void execute(String... statements) {
        TestPostgres.execute(url, statements);
    }

    @Override
    public void close() {
        database.close();
    }
}
