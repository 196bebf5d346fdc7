package dev.markco.relay.store;

import dev.markco.yjs.DecodeException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * The reader of a document's past: the pieces of {@code document_history}, then what is in the log, as of one instant.
 */
final class PastReader {
    /** The log stands behind all pieces. */
    private static final String SELECT = """
            select * from (
                (select h.piece, h.changes, null::bytea as update, null::uuid as author, null::uuid as session,
                        null::text as means, null::timestamptz as received_at, null::timestamptz as made_at,
                        null::timestamptz as created_at, null::bigint as seq
                 from document_history h
                 where h.user_id = ? and h.document_id = ? and h.piece > ?)
                union all
                (select null, null, u.update, u.author, u.session, u.means, u.received_at, u.made_at, u.created_at, u.seq
                 from document_updates u
                 where u.user_id = ? and u.document_id = ?)
            ) past
            order by piece nulls last, seq
            """;

    private static final int ROWS_AT_ONCE = 8;

    private PastReader() {}

    /**
     * Reads the pieces behind {@code after}, until their updates have {@code mostBytes}.
     *
     * @throws UndecodableDocumentException when a piece is damaged
     */
    static PastPage read(Connection connection, DocumentRef document, UUID id, long after, int mostBytes)
            throws SQLException {
        UUID owner = document.key().userId();
        List<AuthoredUpdate> changes = new ArrayList<>();
        long bytes = 0;
        long last = after;
        try (PreparedStatement select = connection.prepareStatement(SELECT)) {
            select.setFetchSize(ROWS_AT_ONCE);
            select.setObject(1, owner);
            select.setObject(2, id);
            select.setLong(3, after);
            select.setObject(4, owner);
            select.setObject(5, id);
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    byte[] piece = rows.getBytes("changes");
                    if (piece == null) {
                        changes.add(History.change(document, rows));
                        continue;
                    }
                    if (bytes >= mostBytes) {
                        return new PastPage(changes, last);
                    }
                    List<AuthoredUpdate> decoded = decode(document, piece);
                    bytes += decoded.stream()
                            .mapToLong(change -> change.update().length)
                            .sum();
                    changes.addAll(decoded);
                    last = rows.getLong("piece");
                }
            }
        }
        return new PastPage(changes, null);
    }

    private static List<AuthoredUpdate> decode(DocumentRef document, byte[] piece) {
        try {
            return HistoryPiece.decode(document, piece);
        } catch (DecodeException e) {
            throw new UndecodableDocumentException(document.key(), "past", e);
        }
    }
}
