package dev.markco.sync.text;

import java.util.List;

/**
 * A range of a text replaced by another text. Offsets count UTF-16 units of the text before; neither end lies inside a
 * surrogate pair of a well-formed text (R10). Lists of hunks are sorted and do not overlap.
 */
public record Hunk(int start, int end, String text) {
    public Hunk {
        if (start < 0 || end < start) {
            throw new IllegalArgumentException("Not a range: " + start + ".." + end);
        }
    }

    public boolean isInsertion() {
        return start == end;
    }

    /** How much longer the text is afterwards, negative when shorter. */
    public int growth() {
        return text.length() - (end - start);
    }

    /** Makes the text that results from all {@code hunks} at once. */
    public static String apply(String base, List<Hunk> hunks) {
        StringBuilder result = new StringBuilder(base.length() + 64);
        int at = 0;
        for (Hunk hunk : hunks) {
            result.append(base, at, hunk.start).append(hunk.text);
            at = hunk.end;
        }
        return result.append(base, at, base.length()).toString();
    }
}
