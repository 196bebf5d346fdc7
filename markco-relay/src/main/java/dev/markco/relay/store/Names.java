package dev.markco.relay.store;

import dev.markco.sync.DocumentKey;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** The names of documents: creating, moving, and the former names that lead to a moved one (R20). */
final class Names {
    private Names() {}

    /** Makes a row with this name unless there is one. */
    static Optional<UUID> create(Connection connection, DocumentKey key) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("""
                insert into documents (user_id, project, doc_path) values (?, ?, ?)
                on conflict (user_id, project, doc_path) do nothing returning id
                """)) {
            DocumentRow.bind(insert, 1, key);
            return id(insert);
        }
    }

    /** The document that has this name now; its former names do not count. */
    static Optional<UUID> find(Connection connection, DocumentKey key) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(
                "select id from documents where user_id = ? and project = ? and doc_path = ?")) {
            DocumentRow.bind(select, 1, key);
            return id(select);
        }
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
