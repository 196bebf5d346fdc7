package dev.markco.relay.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/** The table {@code users}, perhaps another service's, of which we only need that a document's owner is in it. */
final class Users {
    private static final String ADD = """
            insert into users (id) select ?
            where not exists (select 1 from users where id = ?)
            on conflict do nothing
            """;

    private Users() {}

    /**
     * Adds the users that are missing.
     *
     * @throws UnknownUserException when the table does not take one of them from us
     */
    static void ensure(Connection connection, Collection<UUID> ids) throws SQLException {
        List<UUID> sorted = ids.stream()
                .distinct()
                .sorted()
                .filter(missing(connection, ids)::contains)
                .toList();
        if (sorted.isEmpty()) {
            return;
        }
        try (PreparedStatement add = connection.prepareStatement(ADD)) {
            for (UUID id : sorted) {
                add.setObject(1, id);
                add.setObject(2, id);
                add(connection, add, id);
            }
        }
    }

    private static Set<UUID> missing(Connection connection, Collection<UUID> ids) throws SQLException {
        Set<UUID> missing = new HashSet<>(ids);
        try (PreparedStatement select = connection.prepareStatement("select id from users where id = any (?)")) {
            select.setArray(1, connection.createArrayOf("uuid", missing.toArray()));
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    missing.remove(rows.getObject(1, UUID.class));
                }
            }
        }
        return missing;
    }

    private static void add(Connection connection, PreparedStatement add, UUID id) throws SQLException {
        Savepoint before = connection.setSavepoint();
        try {
            add.executeUpdate();
            connection.releaseSavepoint(before);
        } catch (SQLException e) {
            boolean refused = SqlErrors.kind(e) == SqlErrors.Kind.DATA || "42501".equals(SqlErrors.state(e));
            if (!refused) {
                throw e;
            }
            connection.rollback(before);
            throw new UnknownUserException(id, e);
        }
    }
}
