package dev.markco.relay.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The choice of what a page of the past has, made from sizes alone: pieces; behind them, where they do not reach up to the
 * document's snapshot, that snapshot, as nobody's (R42); then rows of the log.
 *
 * <p>Used once, within one transaction that sees one instant.
 */
final class PastPlan {
    private static final String PIECE_SIZES = """
            select piece as number, change_count as changes, octet_length(changes) as stored,
                   substring(changes from 1 for ?) as head
            from document_history where user_id = ? and document_id = ? and piece > ?
            order by piece
            """;

    private static final String SNAPSHOT_SIZE = """
            select snapshot_version, history_version is not distinct from snapshot_version as in_past, updated_at,
                   coalesce(octet_length(yjs_state), 0) as stored
            from documents where id = ?
            """;

    private static final String ROW_SIZES = """
            select seq as number, octet_length(update) as stored
            from document_updates where user_id = ? and document_id = ? and seq > ?
            order by seq
            """;

    private static final int SIZES_AT_ONCE = 256;
    /** Rows that are read by one statement have so many bytes together, unless one has more. */
    private static final int BYTES_AT_ONCE = 256 << 10;
    /** What a change takes beside its update. */
    private static final int CHANGE_BYTES = 256;
    /** How often the driver holds the bytes of a row: as it came, in hexadecimal digits, and decoded. */
    private static final int COPIES_OF_ROW = 3;

    private final Connection connection;
    private final UUID owner;
    private final UUID id;
    private final int mostBytes;
    private final List<Run> pieces = new ArrayList<>();
    private final List<Run> rows = new ArrayList<>();
    private @Nullable Base base;
    private @Nullable PastPlace next;
    private boolean full;
    private long bytes;
    private long transientBytes;

    /** Rows that one statement reads, by their numbers. */
    record Run(long from, long to, long stored) {}

    /** The snapshot that is told because no piece has it, as of when it was last changed. */
    record Base(long millis) {}

    private PastPlan(Connection connection, UUID owner, UUID id, int mostBytes) {
        this.connection = connection;
        this.owner = owner;
        this.id = id;
        this.mostBytes = mostBytes;
    }

    /** Chooses what is behind {@code after} until that has {@code mostBytes}, one change at least. */
    static PastPlan of(Connection connection, UUID owner, UUID id, PastPlace after, int mostBytes) throws SQLException {
        PastPlan plan = new PastPlan(connection, owner, id, mostBytes);
        plan.choose(after);
        return plan;
    }

    List<Run> pieces() {
        return pieces;
    }

    @Nullable
    Base base() {
        return base;
    }

    List<Run> rows() {
        return rows;
    }

    /** Where the next page begins; null when this is the last. */
    @Nullable
    PastPlace next() {
        return next;
    }

    /** The memory that the changes of the page take, about. */
    long bytes() {
        return bytes;
    }

    /** The memory that it takes to read them, about. */
    long needs() {
        return bytes + transientBytes;
    }

    private void choose(PastPlace after) throws SQLException {
        PastPlace behind = after.behindPiece(choosePieces(after.piece()));
        long snapshot = full ? PastPlace.NONE : chooseSnapshot(after.snapshot());
        if (!full) {
            // The log of another snapshot is another log.
            long row = chooseRows(snapshot == after.snapshot() ? after.row() : 0);
            behind = new PastPlace(behind.piece(), snapshot, row);
        }
        next = full ? behind : null;
    }

    private long choosePieces(long after) throws SQLException {
        long last = after;
        try (PreparedStatement select = connection.prepareStatement(PIECE_SIZES)) {
            select.setFetchSize(SIZES_AT_ONCE);
            select.setInt(1, HistoryPiece.HEAD_BYTES);
            select.setObject(2, owner);
            select.setObject(3, id);
            select.setLong(4, after);
            try (ResultSet sizes = select.executeQuery()) {
                while (!full && sizes.next()) {
                    long stored = sizes.getLong("stored");
                    long plain = HistoryPiece.plainBytes(sizes.getBytes("head"), stored);
                    if (fits(sizes.getLong("changes"), plain)) {
                        last = sizes.getLong("number");
                        // It is there as it is stored and plain while it is cut into changes.
                        passing(add(pieces, last, stored) + stored + plain);
                    }
                }
            }
        }
        return last;
    }

    /** Returns the snapshot that the log begins behind. */
    private long chooseSnapshot(long told) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(SNAPSHOT_SIZE)) {
            select.setObject(1, id);
            try (ResultSet found = select.executeQuery()) {
                if (!found.next()) {
                    return Math.max(0, told); // in the trash, where nobody asks for the document
                }
                long snapshot = found.getLong("snapshot_version");
                long stored = found.getLong("stored");
                boolean isTold = snapshot == told || found.getBoolean("in_past") || stored == 0;
                if (!isTold && fits(1, stored)) {
                    OffsetDateTime changed = found.getObject("updated_at", OffsetDateTime.class);
                    base = new Base(changed == null ? 0 : changed.toInstant().toEpochMilli());
                    passing(COPIES_OF_ROW * stored);
                }
                return snapshot;
            }
        }
    }

    private long chooseRows(long after) throws SQLException {
        long last = after;
        try (PreparedStatement select = connection.prepareStatement(ROW_SIZES)) {
            select.setFetchSize(SIZES_AT_ONCE);
            select.setObject(1, owner);
            select.setObject(2, id);
            select.setLong(3, after);
            try (ResultSet sizes = select.executeQuery()) {
                while (!full && sizes.next()) {
                    long stored = sizes.getLong("stored");
                    if (fits(1, stored)) {
                        last = sizes.getLong("number");
                        passing(add(rows, last, stored));
                    }
                }
            }
        }
        return last;
    }

    /** Takes something of that size into the page, unless that is full: then nothing more belongs to it. */
    private boolean fits(long changes, long plain) {
        long size = plain + changes * CHANGE_BYTES;
        if (bytes > 0 && bytes + size > mostBytes) {
            full = true;
        } else {
            bytes += size;
        }
        return !full;
    }

    private void passing(long more) {
        transientBytes = Math.max(transientBytes, more);
    }

    /** Returns what reading the row's run takes. */
    private static long add(List<Run> runs, long number, long stored) {
        int last = runs.size() - 1;
        Run run = last < 0 ? null : runs.get(last);
        if (run != null && run.stored + stored <= BYTES_AT_ONCE) {
            run = new Run(run.from, number, run.stored + stored);
            runs.set(last, run);
        } else {
            run = new Run(number, number, stored);
            runs.add(run);
        }
        return COPIES_OF_ROW * run.stored;
    }
}
