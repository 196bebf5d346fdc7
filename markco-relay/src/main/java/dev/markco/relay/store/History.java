package dev.markco.relay.store;

import dev.markco.sync.room.Authorship;
import dev.markco.sync.room.Means;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * The writer of the past of one document, within the transaction of whoever takes changes out of its log (R42): pieces are
 * only ever added. Changes are gathered up to a bound and then written as one piece.
 *
 * <p>Confined to its transaction.
 */
final class History {
    private static final String INSERT = """
            insert into document_history
                (user_id, document_id, first_received_at, last_received_at, change_count, changes)
            values (?, ?, ?, ?, ?, ?)
            """;

    /** Bytes of updates in a piece, unless one of them alone is larger. */
    private static final int PIECE_BYTES = 1 << 20;

    private final Connection connection;
    private final UUID document;
    private final UUID owner;
    private final boolean kept;
    private List<AuthoredUpdate> gathered = new ArrayList<>();
    private long gatheredBytes;

    /** {@code kept}: whether a past is kept at all; nothing is written otherwise. */
    History(Connection connection, UUID owner, UUID document, boolean kept) {
        this.connection = connection;
        this.owner = owner;
        this.document = document;
        this.kept = kept;
    }

    /** Takes a change, in the order of the log. */
    void add(AuthoredUpdate change) throws SQLException {
        if (!kept) {
            return;
        }
        if (gatheredBytes > 0 && gatheredBytes + change.update().length > PIECE_BYTES) {
            flush();
        }
        gathered.add(change);
        gatheredBytes += change.update().length;
    }

    /** Writes what was gathered; to be called at the end. */
    void flush() throws SQLException {
        if (gathered.isEmpty()) {
            return;
        }
        List<AuthoredUpdate> changes = Buckets.merge(gathered);
        try (PreparedStatement insert = connection.prepareStatement(INSERT)) {
            insert.setObject(1, owner);
            insert.setObject(2, document);
            insert.setObject(
                    3,
                    time(gathered.stream()
                            .mapToLong(AuthoredUpdate::receivedMillis)
                            .min()
                            .orElse(0)));
            insert.setObject(
                    4,
                    time(gathered.stream()
                            .mapToLong(AuthoredUpdate::receivedMillis)
                            .max()
                            .orElse(0)));
            insert.setInt(5, changes.size());
            insert.setBytes(6, HistoryPiece.encode(changes));
            insert.executeUpdate();
        }
        gathered = new ArrayList<>();
        gatheredBytes = 0;
    }

    private static OffsetDateTime time(long millis) {
        return OffsetDateTime.ofInstant(Instant.ofEpochMilli(millis), ZoneOffset.UTC);
    }

    /**
     * A row of {@code document_updates} as a change. One without a time of arrival came when it was stored; authors that are
     * missing are nobody.
     *
     * @param row with the columns update, author, session, means, received_at, made_at, created_at
     */
    static AuthoredUpdate change(DocumentRef document, ResultSet row) throws SQLException {
        OffsetDateTime received = row.getObject("received_at", OffsetDateTime.class);
        if (received == null) {
            received = row.getObject("created_at", OffsetDateTime.class);
        }
        OffsetDateTime made = row.getObject("made_at", OffsetDateTime.class);
        return new AuthoredUpdate(
                document,
                row.getBytes("update"),
                new Authorship(
                        row.getObject("author", UUID.class),
                        row.getObject("session", UUID.class),
                        Means.of(row.getString("means")),
                        made == null ? null : made.toInstant()),
                received == null ? 0 : received.toInstant().toEpochMilli());
    }
}
