package dev.markco.relay.store;

import dev.markco.sync.DocumentKey;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * The log's writer: many documents' updates in one statement, sorted by document, and the rows of documents that are new
 * (R3, R17). It takes no lock that a snapshot holds.
 */
final class LogRows {
    /** Finds each update's document and logs it; returns which were found. */
    private static final String INSERT = """
            with input as (
                select * from unnest(?::uuid[], ?::text[], ?::text[], ?::bytea[])
                    with ordinality as t(user_id, project, doc_path, update, n)
            ), found as (
                select i.n, d.id, i.update
                from input i
                join documents d on d.user_id = i.user_id and d.project = i.project and d.doc_path = i.doc_path
            ), logged as (
                insert into document_updates (document_id, update) select id, update from found order by n
            )
            select n, id from found
            """;

    private static final String CREATE = """
            insert into documents (user_id, project, doc_path)
            select user_id, project, doc_path
            from unnest(?::uuid[], ?::text[], ?::text[]) as t(user_id, project, doc_path)
            order by 1, 2, 3
            on conflict (user_id, project, doc_path) do nothing
            """;

    private LogRows() {}

    /** Logs {@code updates}, creating the rows that are missing, and returns the documents' ids. */
    static Map<DocumentKey, UUID> append(Connection connection, List<NewUpdate> updates) throws SQLException {
        List<NewUpdate> sorted = new ArrayList<>(updates);
        sorted.sort(Comparator.comparing(NewUpdate::key));
        Map<DocumentKey, UUID> ids = new HashMap<>();
        List<NewUpdate> homeless = insert(connection, sorted, ids);
        if (!homeless.isEmpty()) {
            // Sees the rows that a concurrent creation has committed: each statement reads anew, and ours waited for
            // it.
            create(connection, homeless);
            homeless = insert(connection, homeless, ids);
        }
        if (!homeless.isEmpty()) {
            throw new SQLException(
                    homeless.get(0).key() + " was deleted while an update of it was being stored", "40001");
        }
        return ids;
    }

    private static List<NewUpdate> insert(Connection connection, List<NewUpdate> updates, Map<DocumentKey, UUID> ids)
            throws SQLException {
        List<NewUpdate> homeless = new ArrayList<>(updates);
        try (PreparedStatement insert = connection.prepareStatement(INSERT)) {
            bindKeys(connection, insert, updates);
            byte[][] bytes = updates.stream().map(NewUpdate::update).toArray(byte[][]::new);
            Array array = connection.createArrayOf("bytea", bytes);
            insert.setArray(4, array);
            try (ResultSet found = insert.executeQuery()) {
                while (found.next()) {
                    NewUpdate update = updates.get(Math.toIntExact(found.getLong("n")) - 1);
                    ids.put(update.key(), found.getObject("id", UUID.class));
                }
            }
        }
        homeless.removeIf(update -> ids.containsKey(update.key()));
        return homeless;
    }

    private static void create(Connection connection, List<NewUpdate> updates) throws SQLException {
        Users.ensure(connection, updates.stream().map(u -> u.key().userId()).toList());
        try (PreparedStatement create = connection.prepareStatement(CREATE)) {
            bindKeys(connection, create, updates);
            create.executeUpdate();
        }
    }

    private static void bindKeys(Connection connection, PreparedStatement statement, List<NewUpdate> updates)
            throws SQLException {
        Object[] users = updates.stream().map(u -> u.key().userId()).toArray();
        Object[] projects = updates.stream().map(u -> u.key().project()).toArray();
        Object[] paths = updates.stream().map(u -> u.key().docPath()).toArray();
        statement.setArray(1, connection.createArrayOf("uuid", users));
        statement.setArray(2, connection.createArrayOf("text", projects));
        statement.setArray(3, connection.createArrayOf("text", paths));
    }
}
