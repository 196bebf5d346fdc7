package dev.markco.sync.text;

import java.util.ArrayList;
import java.util.List;
import org.eclipse.jgit.diff.DiffAlgorithm;
import org.eclipse.jgit.diff.Edit;
import org.eclipse.jgit.diff.HistogramDiff;
import org.eclipse.jgit.diff.MyersDiff;

/**
 * The difference between two texts as hunks that read naturally: whole lines, then whole words inside changed lines, and
 * within a word only what was put in or taken out. Cuts lie at code points (R10). Linear in practice: the exact algorithm
 * is used only on ranges of bounded size.
 */
public final class TextDiff {
    /** Above this many tokens on both sides together, ranges without rare tokens become one hunk. */
    private static final int EXACT_TOKENS = 8_000;

    private TextDiff() {}

    /** The hunks that make {@code target} of {@code base}; none exactly when the two are equal. */
    public static List<Hunk> between(String base, String target) {
        List<Hunk> hunks = new ArrayList<>();
        if (base.equals(target)) {
            return hunks;
        }
        if (base.isEmpty() || target.isEmpty()) {
            hunks.add(new Hunk(0, base.length(), target));
            return hunks;
        }
        Tokens oldLines = Tokens.lines(base);
        Tokens newLines = Tokens.lines(target);
        for (Edit edit : diff(oldLines, newLines)) {
            int oldStart = oldLines.offset(edit.getBeginA());
            int oldEnd = oldLines.offset(edit.getEndA());
            int newStart = newLines.offset(edit.getBeginB());
            int newEnd = newLines.offset(edit.getEndB());
            if (edit.getType() == Edit.Type.REPLACE) {
                words(base, oldStart, oldEnd, target, newStart, newEnd, hunks);
            } else {
                hunks.add(new Hunk(oldStart, oldEnd, target.substring(newStart, newEnd)));
            }
        }
        return hunks;
    }

    private static void words(
            String base, int oldStart, int oldEnd, String target, int newStart, int newEnd, List<Hunk> hunks) {
        Tokens oldWords = Tokens.words(base, oldStart, oldEnd);
        Tokens newWords = Tokens.words(target, newStart, newEnd);
        for (Edit edit : diff(oldWords, newWords)) {
            hunks.add(trim(
                    base,
                    oldWords.offset(edit.getBeginA()),
                    oldWords.offset(edit.getEndA()),
                    target.substring(newWords.offset(edit.getBeginB()), newWords.offset(edit.getEndB()))));
        }
    }

    private static List<Edit> diff(Tokens before, Tokens after) {
        HistogramDiff histogram = new HistogramDiff();
        boolean exact = before.size() + after.size() <= EXACT_TOKENS;
        DiffAlgorithm fallback = exact ? MyersDiff.INSTANCE : null;
        histogram.setFallbackAlgorithm(fallback);
        return histogram.diff(Tokens.COMPARATOR, before, after);
    }

    /** Shortens a replacement to an insertion or a deletion where it is one; other replacements stay whole words. */
    private static Hunk trim(String base, int start, int end, String text) {
        int shorter = Math.min(end - start, text.length());
        int prefix = CommonEnds.prefix(base, start, text, shorter);
        if (prefix > 0 && Character.isHighSurrogate(text.charAt(prefix - 1))) {
            prefix--;
        }
        int suffix = CommonEnds.suffix(base, end, text, shorter - prefix);
        if (suffix > 0 && Character.isLowSurrogate(text.charAt(text.length() - suffix))) {
            suffix--;
        }
        if (prefix + suffix == shorter) {
            return new Hunk(start + prefix, end - suffix, text.substring(prefix, text.length() - suffix));
        }
        return new Hunk(start, end, text);
    }
}
