package dev.markco.relay.store;

import dev.markco.sync.DocumentKey;
import dev.markco.yjs.YDoc;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;

/** The writer of snapshots: a merge of what is stored with the log rows that it takes away in the same transaction. */
final class Snapshots {
    private static final String TAKE_LOG = """
            with taken as (delete from document_updates where document_id = ? returning seq, update)
            select update from taken order by seq
            """;
    private static final String WRITE = """
            update documents
            set yjs_state = ?, content_text = ?, content_hash = ?, byte_size = ?,
                updated_at = case when ? then now() else updated_at end,
                snapshot_version = snapshot_version + 1
            where id = ?
            returning snapshot_version
            """;

    private Snapshots() {}

    static OptionalLong take(Connection connection, DocumentKey key) throws SQLException {
        Optional<UUID> id = DocumentRow.lock(connection, key);
        if (id.isEmpty()) {
            return OptionalLong.empty();
        }
        // What is merged is exactly what the deletion returned: a lower number may commit after a higher one.
        List<byte[]> taken = takeLog(connection, id.get());
        if (taken.isEmpty()) {
            return OptionalLong.empty();
        }
        DocumentRow row = DocumentRow.readSnapshot(connection, key)
                .orElseThrow(() -> new SQLException("the locked row of " + key + " is gone"));
        YDoc doc = row.withLog(taken).document();
        return OptionalLong.of(write(connection, id.get(), doc, doc.encodeStateAsUpdate(), true));
    }

    private static List<byte[]> takeLog(Connection connection, UUID id) throws SQLException {
        List<byte[]> taken = new ArrayList<>();
        try (PreparedStatement delete = connection.prepareStatement(TAKE_LOG)) {
            delete.setObject(1, id);
            try (ResultSet rows = delete.executeQuery()) {
                while (rows.next()) {
                    taken.add(rows.getBytes(1));
                }
            }
        }
        return taken;
    }

    /** Writes the snapshot {@code state} of {@code doc}, whose row is locked; {@code edited} moves its time. */
    static long write(Connection connection, UUID id, YDoc doc, byte[] state, boolean edited) throws SQLException {
        String text = ContentText.storable(doc.getText(DocumentRow.ROOT).toString());
        try (PreparedStatement update = connection.prepareStatement(WRITE)) {
            update.setBytes(1, state);
            update.setString(2, text);
            update.setString(3, ContentText.hash(text));
            update.setInt(4, state.length);
            update.setBoolean(5, edited);
            update.setObject(6, id);
            try (ResultSet rows = update.executeQuery()) {
                if (!rows.next()) {
                    throw new SQLException("the locked row " + id + " is gone");
                }
                return rows.getLong(1);
            }
        }
    }
}
