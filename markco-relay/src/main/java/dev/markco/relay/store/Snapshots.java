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
            with taken as (
                delete from document_updates
                where user_id = (select user_id from documents where id = ?) and document_id = ?
                returning *)
            select update, relay, author, session, means, received_at, made_at, created_at from taken order by seq
            """;
    private static final String DUE = """
            select (select max(u.created_at) from document_updates u
                    where u.user_id = d.user_id and u.document_id = d.id) as newest,
                   d.history_version is not distinct from d.snapshot_version as in_past, d.updated_at
            from documents d where d.id = ?
            """;
    private static final String WRITE = """
            update documents
            set yjs_state = ?, content_text = ?, content_hash = ?, byte_size = ?, state_hash = ?,
                updated_at = greatest(updated_at, ?),
                snapshot_version = snapshot_version + 1,
                history_version = case when ? then snapshot_version + 1 else history_version end
            where id = ?
            returning snapshot_version
            """;

    private static final String CREATE = """
            insert into documents (user_id, project, doc_path,
                                   yjs_state, content_text, content_hash, byte_size, state_hash, snapshot_version,
                                   history_version)
            values (?, ?, ?, ?, ?, ?, ?, ?, 1, case when ? then 1 end)
            on conflict (user_id, project, doc_path) do nothing returning id
            """;

    private static final int ROWS_AT_ONCE = 8;

    private Snapshots() {}

    /**
     * Makes the row of a document with {@code doc} as its snapshot, unless there is one of that name.
     *
     * @param made the change that made the document
     */
    static Optional<UUID> create(Connection connection, AuthoredUpdate made, YDoc doc, boolean keepsPast)
            throws SQLException {
        DocumentKey key = made.key();
        try (PreparedStatement insert = connection.prepareStatement(CREATE)) {
            DocumentRow.bind(insert, 1, key);
            bind(insert, 4, doc);
            insert.setBoolean(9, keepsPast);
            try (ResultSet rows = insert.executeQuery()) {
                if (!rows.next()) {
                    return Optional.empty();
                }
                UUID id = rows.getObject(1, UUID.class);
                History history = new History(connection, key.userId(), id, keepsPast);
                history.add(made);
                history.flush();
                return Optional.of(id);
            }
        }
    }

    /**
     * Merges the log into the snapshot. What is taken out of the log goes into the past; so does, before it, a snapshot that
     * was written by somebody who keeps none: an older relay, another system, this one when its past was off.
     */
    static Optional<Snapshot> take(Connection connection, UUID relay, UUID id, boolean keepsPast) throws SQLException {
        if (!DocumentRow.lock(connection, id)) {
            return Optional.empty();
        }
        Due due = due(connection, id);
        if (due == null) {
            return Optional.empty();
        }
        DocumentRow row = DocumentRow.readSnapshot(connection, id)
                .orElseThrow(() -> new SQLException("the locked row " + id + " is gone"));
        YDoc doc = row.document();
        History history = new History(connection, row.key().userId(), id, keepsPast);
        if (!due.inPast) {
            Optional<AuthoredUpdate> before = row.snapshotAsChange(due.updatedMillis);
            if (before.isPresent()) {
                history.add(before.get());
            }
        }
        List<byte[]> foreign = mergeLog(connection, relay, row, doc, history);
        history.flush();
        return Optional.of(new Snapshot(id, write(connection, id, doc, due.newest, keepsPast), foreign));
    }

    /**
     * What a locked row says of the snapshot to be taken.
     *
     * @param newest when the last row of the log was written
     * @param inPast whether the past has all that the snapshot before holds
     * @param updatedMillis when the document was last changed, as far as that one knows
     */
    private record Due(OffsetDateTime newest, boolean inPast, long updatedMillis) {}

    /** Null when there is nothing in the log. */
    private static @Nullable Due due(Connection connection, UUID id) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(DUE)) {
            select.setObject(1, id);
            try (ResultSet rows = select.executeQuery()) {
                if (!rows.next()) {
                    return null;
                }
                OffsetDateTime newest = rows.getObject("newest", OffsetDateTime.class);
                OffsetDateTime updated = rows.getObject("updated_at", OffsetDateTime.class);
                long updatedMillis = updated == null ? 0 : updated.toInstant().toEpochMilli();
                return newest == null ? null : new Due(newest, rows.getBoolean("in_past"), updatedMillis);
            }
        }
    }

    /**
     * Merges the log rows into {@code doc} as they come, a few at a time, since a log may be larger than the memory; returns
     * those of other relays. What is merged is exactly what the deletion returned: a lower number may commit after a higher
     * one.
     */
    private static List<byte[]> mergeLog(Connection connection, UUID relay, DocumentRow row, YDoc doc, History history)
            throws SQLException {
        List<byte[]> foreign = new ArrayList<>();
        DocumentRef document = new DocumentRef(row.key(), row.id());
        try (PreparedStatement delete = connection.prepareStatement(TAKE_LOG)) {
            delete.setFetchSize(ROWS_AT_ONCE);
            delete.setObject(1, row.id());
            delete.setObject(2, row.id());
            try (ResultSet rows = delete.executeQuery()) {
                while (rows.next()) {
                    AuthoredUpdate change = History.change(document, rows);
                    row.merge(change.update(), doc);
                    history.add(change);
                    if (!relay.equals(rows.getObject("relay", UUID.class))) {
                        foreign.add(change.update());
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
     * @param inPast whether the past has all that is in it
     */
    static long write(Connection connection, UUID id, YDoc doc, @Nullable OffsetDateTime edited, boolean inPast)
            throws SQLException {
        try (PreparedStatement update = connection.prepareStatement(WRITE)) {
            bind(update, 1, doc);
            update.setObject(6, edited, Types.TIMESTAMP_WITH_TIMEZONE);
            update.setBoolean(7, inPast);
            update.setObject(8, id);
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
