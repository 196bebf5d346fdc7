package dev.markco.relay.store;

import dev.markco.sync.DocumentKey;
import dev.markco.sync.room.Authorship;
import dev.markco.yjs.DecodeException;
import dev.markco.yjs.YDoc;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A document's snapshot and its log rows, read by one statement and so as of one instant (R15), with what they mean
 * together. Reading touches the database, the rest is pure.
 */
final class DocumentRow {
    /** The root text that holds a document's words. */
    static final String ROOT = "content";

    private static final String READ = """
            select d.id, d.user_id, d.project, d.doc_path, d.yjs_state, d.snapshot_version,
                   case when coalesce(length(d.yjs_state), 0) = 0 then d.content_text end as legacy_text,
                   case when ? then (select array_agg(u.update order by u.seq)
                                     from document_updates u
                                     where u.user_id = d.user_id and u.document_id = d.id) end as log
            from documents d
            where d.id =\s""";

    /** The document that has the name, or had it before it was moved. */
    private static final String NAMED = """
            coalesce(
                (select n.id from documents n where n.user_id = ? and n.project = ? and n.doc_path = ?),
                (select a.document_id from document_aliases a
                 where a.user_id = ? and a.project = ? and a.doc_path = ?))
            """;

    private static final String LOCK = "select id from documents where id = ? for no key update";
    private static final String LOCK_NAMED =
            "select id from documents where user_id = ? and project = ? and doc_path = ? for no key update";

    private final DocumentKey key;
    private final UUID id;
    private final byte @Nullable [] state;
    private final @Nullable String legacyText;
    private final long version;
    private final List<byte[]> log;

    DocumentRow(
            DocumentKey key,
            UUID id,
            byte @Nullable [] state,
            @Nullable String legacyText,
            long version,
            List<byte[]> log) {
        this.key = key;
        this.id = id;
        this.state = state == null || state.length == 0 ? null : state;
        this.legacyText = legacyText == null || legacyText.isEmpty() ? null : legacyText;
        this.version = version;
        this.log = log;
    }

    /** Reads the document that has this name, or had it before it was moved. */
    static Optional<DocumentRow> read(Connection connection, DocumentKey key) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(READ + NAMED)) {
            select.setBoolean(1, true);
            bind(select, 2, key);
            bind(select, 5, key);
            return read(select, key);
        }
    }

    static Optional<DocumentRow> read(Connection connection, UUID id) throws SQLException {
        return read(connection, id, true);
    }

    /** The row as if its log were empty, for whoever takes the log in another way. */
    static Optional<DocumentRow> readSnapshot(Connection connection, UUID id) throws SQLException {
        return read(connection, id, false);
    }

    private static Optional<DocumentRow> read(Connection connection, UUID id, boolean withLog) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(READ + "?")) {
            select.setBoolean(1, withLog);
            select.setObject(2, id);
            return read(select, null);
        }
    }

    private static Optional<DocumentRow> read(PreparedStatement select, @Nullable DocumentKey asked)
            throws SQLException {
        try (ResultSet rows = select.executeQuery()) {
            if (!rows.next()) {
                return Optional.empty();
            }
            UUID id = rows.getObject("id", UUID.class);
            return Optional.of(new DocumentRow(
                    key(rows, asked, id),
                    id,
                    rows.getBytes("yjs_state"),
                    rows.getString("legacy_text"),
                    rows.getLong("snapshot_version"),
                    byteArrays(rows.getArray("log"))));
        }
    }

    private static DocumentKey key(ResultSet rows, @Nullable DocumentKey asked, UUID id) throws SQLException {
        UUID user = rows.getObject("user_id", UUID.class);
        String project = rows.getString("project");
        String path = rows.getString("doc_path");
        if (asked != null
                && asked.userId().equals(user)
                && asked.project().equals(project)
                && asked.docPath().equals(path)) {
            return asked;
        }
        return StoredName.key(user, project, path)
                .orElseThrow(() -> new SQLException("document " + id + " has a name that no address reaches"));
    }

    /**
     * Locks the row until the transaction ends: other snapshots and conditional writes wait, the log's writers do not.
     * What is read afterwards, by a statement of its own, includes all that the former owner of the lock did.
     *
     * @return whether there is such a row
     */
    static boolean lock(Connection connection, UUID id) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(LOCK)) {
            select.setObject(1, id);
            try (ResultSet rows = select.executeQuery()) {
                return rows.next();
            }
        }
    }

    /** As {@link #lock(Connection, UUID)}, for the document that has this name now; its former names do not count. */
    static Optional<UUID> lock(Connection connection, DocumentKey key) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(LOCK_NAMED)) {
            bind(select, 1, key);
            try (ResultSet rows = select.executeQuery()) {
                return rows.next() ? Optional.of(rows.getObject(1, UUID.class)) : Optional.empty();
            }
        }
    }

    static void bind(PreparedStatement statement, int first, DocumentKey key) throws SQLException {
        statement.setObject(first, key.userId());
        statement.setString(first + 1, key.project());
        statement.setString(first + 2, key.docPath());
    }

    static List<byte[]> byteArrays(@Nullable Array array) throws SQLException {
        return array == null ? List.of() : List.of((byte[][]) array.getArray());
    }

    /** The name that the document has now. */
    DocumentKey key() {
        return key;
    }

    UUID id() {
        return id;
    }

    long version() {
        return version;
    }

    /** The snapshot as a change of nobody's that came then; empty when there is none. */
    Optional<AuthoredUpdate> snapshotAsChange(long millis) {
        return Optional.ofNullable(state).map(stored -> asChange(new DocumentRef(key, id), stored, millis));
    }

    /** A document's snapshot as a change of nobody's that came then. */
    static AuthoredUpdate asChange(DocumentRef document, byte[] state, long millis) {
        return new AuthoredUpdate(document, state, Authorship.UNKNOWN, millis);
    }

    /** Whether this was written by a system that kept text alone (R22). */
    boolean isLegacy() {
        return state == null && legacyText != null;
    }

    /** Merges a row of the log into the document. */
    void merge(byte[] update, YDoc doc) {
        try {
            doc.applyUpdate(update);
        } catch (DecodeException e) {
            throw new UndecodableDocumentException(key, "log", e);
        }
    }

    /** The snapshot, if there is one, and the log's updates, as they are stored. */
    List<byte[]> parts() {
        List<byte[]> parts = new ArrayList<>();
        if (state != null) {
            parts.add(state);
        }
        parts.addAll(log);
        return parts;
    }

    /** The live document, with a client id that was never used. */
    YDoc document() {
        YDoc doc = new YDoc();
        try {
            if (isLegacy() && legacyText != null) {
                doc.getText(ROOT).insert(0, legacyText);
            }
            if (state != null) {
                doc.applyUpdate(state);
            }
        } catch (DecodeException e) {
            throw new UndecodableDocumentException(key, "snapshot", e);
        }
        log.forEach(update -> merge(update, doc));
        return doc;
    }
}
