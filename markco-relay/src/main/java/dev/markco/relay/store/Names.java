package dev.markco.relay.store;

import dev.markco.sync.DocumentKey;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** The names of documents: creating, moving, and the former names that lead to a moved one (R20). */
final class Names {
    private static final String FIND_ALL = """
            select k.n, d.id
            from unnest(?::uuid[], ?::text[], ?::text[]) with ordinality as k(user_id, project, doc_path, n)
            join documents d on d.user_id = k.user_id and d.project = k.project and d.doc_path = k.doc_path
            """;

    private static final String LEAD = """
            select k.n, coalesce(
                (select d.id from documents d
                 where d.user_id = k.user_id and d.project = k.project and d.doc_path = k.doc_path),
                (select a.document_id from document_aliases a
                 where a.user_id = k.user_id and a.project = k.project and a.doc_path = k.doc_path),
                (select t.id from document_trash t
                 where t.user_id = k.user_id and t.project = k.project and t.doc_path = k.doc_path
                 order by t.trashed_at desc limit 1)) as id
            from unnest(?::uuid[], ?::text[], ?::text[]) with ordinality as k(user_id, project, doc_path, n)
            """;

    private Names() {}

    /** The document that has this name now; its former names do not count. */
    static Optional<UUID> find(Connection connection, DocumentKey key) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(
                "select id from documents where user_id = ? and project = ? and doc_path = ?")) {
            DocumentRow.bind(select, 1, key);
            return id(select);
        }
    }

    /** The documents that have these names now, by one statement; where there is none, the name is missing. */
    static Map<DocumentKey, UUID> find(Connection connection, List<DocumentKey> keys) throws SQLException {
        return resolve(connection, FIND_ALL, keys);
    }

    /** The documents that names lead to: by their own, by a former one, or in the trash. */
    static Map<DocumentKey, UUID> lead(Connection connection, List<DocumentKey> keys) throws SQLException {
        return resolve(connection, LEAD, keys);
    }

    private static Map<DocumentKey, UUID> resolve(Connection connection, String sql, List<DocumentKey> keys)
            throws SQLException {
        Map<DocumentKey, UUID> found = new HashMap<>();
        try (PreparedStatement select = connection.prepareStatement(sql)) {
            bind(connection, select, keys);
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    UUID id = rows.getObject("id", UUID.class);
                    if (id != null) {
                        found.put(keys.get(Math.toIntExact(rows.getLong("n")) - 1), id);
                    }
                }
            }
        }
        return found;
    }

    /** Sets the first three parameters to the arrays of the names' parts. */
    static void bind(Connection connection, PreparedStatement statement, List<DocumentKey> keys) throws SQLException {
        Object[] users = keys.stream().map(DocumentKey::userId).toArray();
        Object[] projects = keys.stream().map(DocumentKey::project).toArray();
        Object[] paths = keys.stream().map(DocumentKey::docPath).toArray();
        statement.setArray(1, connection.createArrayOf("uuid", users));
        statement.setArray(2, connection.createArrayOf("text", projects));
        statement.setArray(3, connection.createArrayOf("text", paths));
    }

    /** Gives a document another name; a unique violation says that it is taken. */
    static void rename(Connection connection, UUID id, DocumentKey to) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement(
                "update documents set user_id = ?, project = ?, doc_path = ?, updated_at = now() where id = ?")) {
            DocumentRow.bind(update, 1, to);
            update.setObject(4, id);
            update.executeUpdate();
        }
    }

    /** Makes {@code former} lead to the document. */
    static void addAlias(Connection connection, DocumentKey former, UUID id) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("""
                insert into document_aliases (user_id, project, doc_path, document_id) values (?, ?, ?, ?)
                on conflict (user_id, project, doc_path)
                do update set document_id = excluded.document_id, moved_at = now()
                """)) {
            DocumentRow.bind(insert, 1, former);
            insert.setObject(4, id);
            insert.executeUpdate();
        }
    }

    /** Ends what a former name leads to; returns the document that it led to. */
    static Optional<UUID> dropAlias(Connection connection, DocumentKey former) throws SQLException {
        try (PreparedStatement delete = connection.prepareStatement("""
                delete from document_aliases where user_id = ? and project = ? and doc_path = ? returning document_id
                """)) {
            DocumentRow.bind(delete, 1, former);
            return id(delete);
        }
    }

    /** The names of documents; those that are gone, or that no address reaches, are missing. */
    static Map<UUID, DocumentKey> of(Connection connection, Collection<UUID> ids) throws SQLException {
        Map<UUID, DocumentKey> names = new HashMap<>();
        try (PreparedStatement select = connection.prepareStatement(
                "select id, user_id, project, doc_path from documents where id = any (?)")) {
            select.setArray(1, connection.createArrayOf("uuid", ids.toArray()));
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    UUID id = rows.getObject(1, UUID.class);
                    StoredName.key(rows.getObject(2, UUID.class), rows.getString(3), rows.getString(4))
                            .ifPresent(key -> names.put(id, key));
                }
            }
        }
        return names;
    }

    private static Optional<UUID> id(PreparedStatement statement) throws SQLException {
        try (ResultSet rows = statement.executeQuery()) {
            return rows.next() ? Optional.of(rows.getObject(1, UUID.class)) : Optional.empty();
        }
    }
}
