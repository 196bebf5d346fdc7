package dev.markco.relay.store;

import dev.markco.sync.DocumentKey;
import dev.markco.yjs.YDoc;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The writer of snapshots: a merge of what is stored with the log rows that it takes away in the same transaction. */
final class Snapshots {
    private static final String TAKE_LOG = """
            with taken as (delete from document_updates where document_id = ? returning seq, update, relay)
            select update, relay from taken order by seq
            """;
    private static final String WRITE = """
            update documents
            set yjs_state = ?, content_text = ?, content_hash = ?, byte_size = ?, state_hash = ?,
                updated_at = greatest(updated_at, ?),
                snapshot_version = snapshot_version + 1
            where id = ?
            returning snapshot_version
            """;

    private static final String CREATE = """
            insert into documents (user_id, project, doc_path,
                                   yjs_state, content_text, content_hash, byte_size, state_hash, snapshot_version)
            values (?, ?, ?, ?, ?, ?, ?, ?, 1)
            on conflict (user_id, project, doc_path) do nothing returning id
            """;

    private static final int ROWS_AT_ONCE = 8;

    private Snapshots() {}

    /** Makes the row of a document with {@code doc} as its snapshot, unless there is one of that name. */
    static Optional<UUID> create(Connection connection, DocumentKey key, YDoc doc) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(CREATE)) {
            DocumentRow.bind(insert, 1, key);
            bind(insert, 4, doc);
            try (ResultSet rows = insert.executeQuery()) {
                return rows.next() ? Optional.of(rows.getObject(1, UUID.class)) : Optional.empty();
            }
        }
    }

    static Optional<Snapshot> take(Connection connection, UUID relay, UUID id) throws SQLException {
        if (!DocumentRow.lock(connection, id)) {
            return Optional.empty();
        }
        OffsetDateTime edited = newestInLog(connection, id);
        if (edited == null) {
            return Optional.empty();
        }
        DocumentRow row = DocumentRow.readSnapshot(connection, id)
                .orElseThrow(() -> new SQLException("the locked row " + id + " is gone"));
        YDoc doc = row.document();
        List<byte[]> foreign = mergeLog(connection, relay, row, doc);
        return Optional.of(new Snapshot(id, write(connection, id, doc, edited), foreign));
    }

    /** When the last row of the log was written, null if there is none. */
    private static @Nullable OffsetDateTime newestInLog(Connection connection, UUID id) throws SQLException {
        try (PreparedStatement select =
                connection.prepareStatement("select max(created_at) from document_updates where document_id = ?")) {
            select.setObject(1, id);
            try (ResultSet rows = select.executeQuery()) {
                return rows.next() ? rows.getObject(1, OffsetDateTime.class) : null;
            }
        }
    }

    /**
     * Merges the log rows into {@code doc} as they come, a few at a time, since a log may be larger than the memory; returns
     * those of other relays. What is merged is exactly what the deletion returned: a lower number may commit after a higher
     * one.
     */
    private static List<byte[]> mergeLog(Connection connection, UUID relay, DocumentRow row, YDoc doc)
            throws SQLException {
        List<byte[]> foreign = new ArrayList<>();
        try (PreparedStatement delete = connection.prepareStatement(TAKE_LOG)) {
            delete.setFetchSize(ROWS_AT_ONCE);
            delete.setObject(1, row.id());
            try (ResultSet rows = delete.executeQuery()) {
                while (rows.next()) {
                    byte[] update = rows.getBytes(1);
                    row.merge(update, doc);
                    if (!relay.equals(rows.getObject(2, UUID.class))) {
                        foreign.add(update);
                    }
                }
            }
        }
        return foreign;
    }

    /**
     * Writes {@code doc}, whose row is locked, as its snapshot.
     *
     * @param edited when what is new in it was made, null if nothing is
     */
    static long write(Connection connection, UUID id, YDoc doc, @Nullable OffsetDateTime edited) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement(WRITE)) {
            bind(update, 1, doc);
            update.setObject(6, edited, Types.TIMESTAMP_WITH_TIMEZONE);
            update.setObject(7, id);
            try (ResultSet rows = update.executeQuery()) {
                if (!rows.next()) {
                    throw new SQLException("the locked row " + id + " is gone");
                }
                return rows.getLong(1);
            }
        }
    }

    /** Sets five parameters: the state, and what is kept beside it. */
    private static void bind(PreparedStatement statement, int first, YDoc doc) throws SQLException {
        byte[] state = doc.encodeStateAsUpdate();
        String text = ContentText.storable(doc.getText(DocumentRow.ROOT).toString());
        statement.setBytes(first, state);
        statement.setString(first + 1, text);
        statement.setString(first + 2, ContentText.hash(text));
        statement.setInt(first + 3, state.length);
        statement.setString(first + 4, doc.stateDigest());
    }
}
