package dev.markco.relay.store;

import dev.markco.sync.DocumentKey;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The log's writer: many documents' updates in one statement, sorted by document, and the rows of documents that are new
 * (R3, R17). It takes no lock that a snapshot holds.
 */
final class LogRows {
    static final String GONE = "its document is gone";

    /** Logs the updates whose document is there, in the trash included, and returns which those are. */
    private static final String INSERT = """
            with input as (
                select * from unnest(?::uuid[], ?::bytea[], ?::uuid[], ?::uuid[], ?::text[], ?::bigint[], ?::bigint[])
                    with ordinality as t(id, update, author, session, means, received, made, n)
            ), known as (
                select i.*, coalesce(
                    (select d.user_id from documents d where d.id = i.id),
                    (select t.user_id from document_trash t where t.id = i.id)) as owner
                from input i
            ), logged as (
                insert into document_updates
                    (user_id, document_id, update, relay, author, session, means, received_at, made_at)
                select owner, id, update, ?, author, session, means,
                       to_timestamp(received / 1000.0), to_timestamp(made / 1000.0)
                from known where owner is not null order by n
            )
            select n from known where owner is not null
            """;

    private static final String CREATE = """
            insert into documents (user_id, project, doc_path)
            select user_id, project, doc_path
            from unnest(?::uuid[], ?::text[], ?::text[]) as t(user_id, project, doc_path)
            order by 1, 2, 3
            on conflict (user_id, project, doc_path) do nothing
            """;

    private static final String SET_ASIDE = """
            insert into document_updates_set_aside (user_id, project, doc_path, update, reason)
            values (?, ?, ?, ?, ?)
            """;

    private LogRows() {}

    /** Logs {@code updates} as this relay's, creating the rows that are missing. */
    static Appended append(Connection connection, UUID relay, List<AuthoredUpdate> updates) throws SQLException {
        Map<DocumentRef, UUID> ids = identify(connection, updates);
        List<AuthoredUpdate> sorted = new ArrayList<>(updates);
        sorted.sort(Comparator.comparing(update -> ids.get(update.document())));
        List<AuthoredUpdate> homeless = insert(connection, relay, sorted, ids);
        for (AuthoredUpdate update : homeless) {
            setAside(connection, update, GONE);
            ids.remove(update.document());
        }
        return new Appended(ids, homeless);
    }

    static void setAside(Connection connection, AuthoredUpdate update, String reason) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(SET_ASIDE)) {
            insert.setObject(1, update.key().userId());
            insert.setString(2, update.key().project());
            insert.setString(3, update.key().docPath());
            insert.setBytes(4, update.update());
            insert.setString(5, ContentText.storable(reason));
            insert.executeUpdate();
        }
    }

    /** The identities of all documents; those that have no row get one. */
    private static Map<DocumentRef, UUID> identify(Connection connection, List<AuthoredUpdate> updates)
            throws SQLException {
        Map<DocumentRef, UUID> ids = new HashMap<>();
        Set<DocumentKey> names = new HashSet<>();
        for (AuthoredUpdate update : updates) {
            UUID id = update.document().id();
            if (id != null) {
                ids.put(update.document(), id);
            } else {
                names.add(update.key());
            }
        }
        if (names.isEmpty()) {
            return ids;
        }
        List<DocumentKey> sorted = names.stream().sorted().toList();
        Map<DocumentKey, UUID> found = Names.lead(connection, sorted);
        List<DocumentKey> missing =
                sorted.stream().filter(key -> !found.containsKey(key)).toList();
        if (!missing.isEmpty()) {
            // Sees the rows that a concurrent creation has committed: each statement reads anew, and ours waited for
            // it.
            create(connection, missing);
            found.putAll(Names.lead(connection, missing));
        }
        for (AuthoredUpdate update : updates) {
            UUID id = ids.containsKey(update.document()) ? ids.get(update.document()) : found.get(update.key());
            if (id == null) {
                throw new SQLException(update.key() + " was deleted while an update of it was being stored", "40001");
            }
            ids.put(update.document(), id);
        }
        return ids;
    }

    private static void create(Connection connection, List<DocumentKey> names) throws SQLException {
        Users.ensure(connection, names.stream().map(DocumentKey::userId).toList());
        try (PreparedStatement create = connection.prepareStatement(CREATE)) {
            Names.bind(connection, create, names);
            create.executeUpdate();
        }
    }

    /** Returns the updates whose document is gone. */
    private static List<AuthoredUpdate> insert(
            Connection connection, UUID relay, List<AuthoredUpdate> updates, Map<DocumentRef, UUID> ids)
            throws SQLException {
        Set<Integer> logged = new HashSet<>();
        try (PreparedStatement insert = connection.prepareStatement(INSERT)) {
            byte[][] bytes = updates.stream().map(AuthoredUpdate::update).toArray(byte[][]::new);
            array(connection, insert, 1, "uuid", updates, update -> ids.get(update.document()));
            insert.setArray(2, connection.createArrayOf("bytea", bytes));
            array(
                    connection,
                    insert,
                    3,
                    "uuid",
                    updates,
                    update -> update.authorship().author());
            array(
                    connection,
                    insert,
                    4,
                    "uuid",
                    updates,
                    update -> update.authorship().session());
            array(
                    connection,
                    insert,
                    5,
                    "text",
                    updates,
                    update -> update.authorship().means().word());
            array(connection, insert, 6, "bigint", updates, AuthoredUpdate::receivedMillis);
            array(connection, insert, 7, "bigint", updates, LogRows::madeMillis);
            insert.setObject(8, relay);
            try (ResultSet rows = insert.executeQuery()) {
                while (rows.next()) {
                    logged.add(Math.toIntExact(rows.getLong(1)) - 1);
                }
            }
        }
        return without(updates, logged);
    }

    private static void array(
            Connection connection,
            PreparedStatement statement,
            int parameter,
            String type,
            List<AuthoredUpdate> updates,
            Function<AuthoredUpdate, @Nullable Object> column)
            throws SQLException {
        statement.setArray(
                parameter,
                connection.createArrayOf(type, updates.stream().map(column).toArray()));
    }

    private static @Nullable Long madeMillis(AuthoredUpdate update) {
        Instant madeAt = update.authorship().madeAt();
        return madeAt == null ? null : madeAt.toEpochMilli();
    }

    private static List<AuthoredUpdate> without(List<AuthoredUpdate> updates, Set<Integer> logged) {
        List<AuthoredUpdate> homeless = new ArrayList<>();
        for (int i = 0; i < updates.size(); i++) {
            if (!logged.contains(i)) {
                homeless.add(updates.get(i));
            }
        }
        return homeless;
    }
}
