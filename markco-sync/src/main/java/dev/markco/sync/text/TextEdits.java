package dev.markco.sync.text;

import dev.markco.yjs.YText;
import java.util.List;

/** Changes of a shared text that keep what is equal, so that whoever has it open sees an edit and not a new text. */
public final class TextEdits {
    private TextEdits() {}

    /** Makes a text equal to {@code target}; the caller is in a transaction. Returns whether anything had to change. */
    public static boolean makeEqual(YText text, String target) {
        List<Hunk> hunks = TextDiff.between(text.toString(), target);
        apply(text, hunks);
        return !hunks.isEmpty();
    }

    /** Makes the hunks' changes; they count offsets of the text as it is now. */
    public static void apply(YText text, List<Hunk> hunks) {
        for (int i = hunks.size() - 1; i >= 0; i--) {
            Hunk hunk = hunks.get(i);
            if (hunk.end() > hunk.start()) {
                text.delete(hunk.start(), hunk.end() - hunk.start());
            }
            if (!hunk.text().isEmpty()) {
                text.insert(hunk.start(), hunk.text());
            }
        }
    }
}
