package dev.markco.relay.store;

import dev.markco.yjs.DecodeException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * The reader of a page of a document's past, as of one instant. What belongs to the page is chosen first, by {@link PastPlan},
 * so that it is known what reading takes before it takes it.
 */
final class PastReader {
    private static final String AS_OF_ONE_INSTANT = "set transaction isolation level repeatable read, read only";

    private static final String PIECES = """
            select changes from document_history
            where user_id = ? and document_id = ? and piece between ? and ?
            order by piece
            """;

    private static final String SNAPSHOT = "select yjs_state from documents where id = ?";

    private static final String ROWS = """
            select update, author, session, means, received_at, made_at, created_at
            from document_updates where user_id = ? and document_id = ? and seq between ? and ?
            order by seq
            """;

    private final Connection connection;
    private final DocumentRef document;
    private final UUID id;
    private final List<AuthoredUpdate> changes = new ArrayList<>();

    private PastReader(Connection connection, DocumentRef document, UUID id) {
        this.connection = connection;
        this.document = document;
        this.id = id;
    }

    /**
     * Reads what is behind {@code after}, until the changes have {@code mostBytes}, one change at least. To be called at the
     * beginning of a transaction.
     *
     * @param room the memory that reading may take; nothing is read when it would take more
     * @throws UndecodableDocumentException when a piece is damaged
     */
    static PastRead read(
            Connection connection, DocumentRef document, UUID id, PastPlace after, int mostBytes, long room)
            throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(AS_OF_ONE_INSTANT);
        }
        PastPlan plan = PastPlan.of(connection, document.key().userId(), id, after, mostBytes);
        if (plan.needs() > room) {
            return new PastRead.Needs(plan.needs());
        }
        PastReader reader = new PastReader(connection, document, id);
        reader.read(PIECES, plan.pieces(), reader::addPiece);
        PastPlan.Base base = plan.base();
        if (base != null) {
            reader.addSnapshot(base.millis());
        }
        reader.read(ROWS, plan.rows(), reader::addRow);
        return new PastPage(reader.changes, plan.bytes(), plan.next());
    }

    /** What takes the rows of a result. */
    @FunctionalInterface
    private interface Taker {
        void take(ResultSet row) throws SQLException;
    }

    private void read(String query, List<PastPlan.Run> runs, Taker taker) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(query)) {
            for (PastPlan.Run run : runs) {
                select.setObject(1, document.key().userId());
                select.setObject(2, id);
                select.setLong(3, run.from());
                select.setLong(4, run.to());
                try (ResultSet rows = select.executeQuery()) {
                    while (rows.next()) {
                        taker.take(rows);
                    }
                }
            }
        }
    }

    private void addPiece(ResultSet row) throws SQLException {
        try {
            changes.addAll(HistoryPiece.decode(document, row.getBytes("changes")));
        } catch (DecodeException e) {
            throw new UndecodableDocumentException(document.key(), "past", e);
        }
    }

    private void addSnapshot(long millis) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(SNAPSHOT)) {
            select.setObject(1, id);
            try (ResultSet row = select.executeQuery()) {
                if (row.next()) {
                    changes.add(DocumentRow.asChange(document, row.getBytes(1), millis));
                }
            }
        }
    }

    private void addRow(ResultSet row) throws SQLException {
        changes.add(History.change(document, row));
    }
}
