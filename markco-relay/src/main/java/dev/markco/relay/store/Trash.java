package dev.markco.relay.store;

import dev.markco.sync.DocumentKey;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The trash, a table of its own that keeps identity and history (R20). Log rows of a trashed document stay in the log, by
 * its identity, and count again when it is restored.
 */
final class Trash {
    /** The big columns apart, so that the rest, columns of other services included, fits into one value. */
    private static final String PUT = """
            with gone as (delete from documents where id = ? returning *)
            insert into document_trash (id, user_id, project, doc_path, yjs_state, content_text, rest)
            select g.id, g.user_id, g.project, g.doc_path, g.yjs_state, g.content_text,
                   to_jsonb(g) - 'yjs_state' - 'content_text'
            from gone g
            """;

    private static final String TAKE = """
            with back as (delete from document_trash where id = ? returning *)
            insert into documents
            select (jsonb_populate_record(null::documents, b.rest || jsonb_build_object(
                        'yjs_state', b.yjs_state, 'content_text', b.content_text,
                        'snapshot_version', coalesce((b.rest ->> 'snapshot_version')::bigint, 0) + 1,
                        'history_version', (b.rest ->> 'history_version')::bigint + 1))).*
            from back b
            """;

    private static final String FIND = """
            select id from document_trash
            where user_id = ? and project = ? and doc_path = ? and (?::uuid is null or id = ?)
            order by trashed_at desc limit 1
            """;

    /** What a name leads to: a document that was trashed under it, or one that was moved from it and trashed then. */
    private static final String FIND_NAMED = """
            select t.id from document_trash t
            where t.id = (select a.document_id from document_aliases a
                          where a.user_id = ? and a.project = ? and a.doc_path = ?)
               or (t.user_id = ? and t.project = ? and t.doc_path = ?)
            order by t.trashed_at desc limit 1
            """;

    private static final String LIST = """
            select id, project, doc_path, trashed_at from document_trash
            where user_id = ? and (?::text is null or project = ?)
            order by trashed_at desc, id
            """;

    private Trash() {}

    /** Moves the row of a document, which is locked, into the trash. */
    static void put(Connection connection, UUID id) throws SQLException {
        try (PreparedStatement move = connection.prepareStatement(PUT)) {
            move.setObject(1, id);
            if (move.executeUpdate() != 1) {
                throw new SQLException("the locked row " + id + " is gone");
            }
        }
    }

    /** Moves a document back; a unique violation says that its name is taken. */
    static boolean take(Connection connection, UUID id) throws SQLException {
        try (PreparedStatement move = connection.prepareStatement(TAKE)) {
            move.setObject(1, id);
            return move.executeUpdate() == 1;
        }
    }

    /** The document last trashed under this name, or the one with this identity if it was trashed under it. */
    static Optional<UUID> find(Connection connection, DocumentKey key, @Nullable UUID id) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(FIND)) {
            DocumentRow.bind(select, 1, key);
            select.setObject(4, id);
            select.setObject(5, id);
            return one(select);
        }
    }

    /** The trashed document that someone who goes by this name must be told of. */
    static Optional<UUID> findNamed(Connection connection, DocumentKey key) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(FIND_NAMED)) {
            DocumentRow.bind(select, 1, key);
            DocumentRow.bind(select, 4, key);
            return one(select);
        }
    }

    private static Optional<UUID> one(PreparedStatement select) throws SQLException {
        try (ResultSet rows = select.executeQuery()) {
            return rows.next() ? Optional.of(rows.getObject(1, UUID.class)) : Optional.empty();
        }
    }

    static List<TrashedDocument> list(Connection connection, UUID userId, @Nullable String project)
            throws SQLException {
        List<TrashedDocument> found = new ArrayList<>();
        try (PreparedStatement select = connection.prepareStatement(LIST)) {
            select.setObject(1, userId);
            select.setString(2, project);
            select.setString(3, project);
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    Instant when = rows.getTimestamp("trashed_at").toInstant();
                    found.add(new TrashedDocument(
                            rows.getObject("id", UUID.class),
                            rows.getString("project"),
                            rows.getString("doc_path"),
                            when));
                }
            }
        }
        return found;
    }
}
