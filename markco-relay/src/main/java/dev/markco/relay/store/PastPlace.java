package dev.markco.relay.store;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A place in a document's past, where a page of it ends and the next begins.
 *
 * <p>Written as {@code piece}, or as {@code piece-snapshot-row} behind the last piece.
 *
 * @param piece the last piece that was read; 0 for none
 * @param snapshot the snapshot of the document that was told, or need not be, and whose log is being read; {@link #NONE} where
 *     the log was not reached. Of another snapshot the log is another one
 * @param row the last row of that log that was read; 0 for none
 */
public record PastPlace(long piece, long snapshot, long row) {
    static final long NONE = -1;

    /** Where a past begins. */
    public static final PastPlace BEGINNING = new PastPlace(0, NONE, 0);

    private static final String NUMBER = "(\\d{1,18})";
    private static final Pattern WRITTEN = Pattern.compile(NUMBER + "(?:-" + NUMBER + "-" + NUMBER + ")?");

    /** Reads what {@link #toString} wrote; empty for what it never writes. */
    public static Optional<PastPlace> parse(String text) {
        Matcher written = WRITTEN.matcher(text);
        if (!written.matches()) {
            return Optional.empty();
        }
        long piece = Long.parseLong(written.group(1));
        return Optional.of(
                written.group(2) == null
                        ? new PastPlace(piece, NONE, 0)
                        : new PastPlace(piece, Long.parseLong(written.group(2)), Long.parseLong(written.group(3))));
    }

    PastPlace behindPiece(long number) {
        return new PastPlace(number, snapshot, row);
    }

    @Override
    public String toString() {
        return snapshot == NONE ? Long.toString(piece) : piece + "-" + snapshot + "-" + row;
    }
}
