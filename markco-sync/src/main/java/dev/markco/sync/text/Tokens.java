package dev.markco.sync.text;

import java.util.Arrays;
import org.eclipse.jgit.diff.Sequence;
import org.eclipse.jgit.diff.SequenceComparator;

/** A range of a text cut into tokens, whole lines or words, for JGit to compare. */
final class Tokens extends Sequence {
    static final SequenceComparator<Tokens> COMPARATOR = new Comparator();

    private final String text;
    /** Where token i starts; one more entry holds where the last one ends. */
    private final int[] bounds;

    private final int[] hashes;

    private Tokens(String text, int[] bounds) {
        this.text = text;
        this.bounds = bounds;
        this.hashes = new int[bounds.length - 1];
        for (int i = 0; i < hashes.length; i++) {
            int hash = 0;
            for (int at = bounds[i]; at < bounds[i + 1]; at++) {
                hash = 31 * hash + text.charAt(at);
            }
            hashes[i] = hash;
        }
    }

    /** Cuts after each line feed. */
    static Tokens lines(String text) {
        int[] bounds = new int[16];
        int count = 0;
        int at = 0;
        while (at < text.length()) {
            bounds = put(bounds, count++, at);
            int feed = text.indexOf('\n', at);
            at = feed < 0 ? text.length() : feed + 1;
        }
        bounds = put(bounds, count++, at);
        return new Tokens(text, Arrays.copyOf(bounds, count));
    }

    /**
     * Cuts into words, runs of blanks and single other code points. Scripts written without blanks are cut at every code
     * point.
     */
    static Tokens words(String text, int from, int to) {
        int[] bounds = new int[16];
        int count = 0;
        int at = from;
        while (at < to) {
            bounds = put(bounds, count++, at);
            Kind kind = Kind.of(text.codePointAt(at));
            at = next(text, at, to);
            while (kind != Kind.SINGLE && at < to && Kind.of(text.codePointAt(at)) == kind) {
                at = next(text, at, to);
            }
        }
        bounds = put(bounds, count++, at);
        return new Tokens(text, Arrays.copyOf(bounds, count));
    }

    @Override
    public int size() {
        return hashes.length;
    }

    /** The offset in the text at which token {@code index} starts, or the end of the range. */
    int offset(int index) {
        return bounds[index];
    }

    private static int next(String text, int at, int to) {
        return Math.min(to, at + Character.charCount(text.codePointAt(at)));
    }

    private static int[] put(int[] bounds, int index, int value) {
        int[] room = index < bounds.length ? bounds : Arrays.copyOf(bounds, bounds.length * 2);
        room[index] = value;
        return room;
    }

    private enum Kind {
        WORD,
        BLANK,
        SINGLE;

        static Kind of(int codePoint) {
            if (codePoint == ' ' || codePoint == '\t') {
                return BLANK;
            }
            if (codePoint < 0x80) {
                return Character.isLetterOrDigit(codePoint) || codePoint == '_' ? WORD : SINGLE;
            }
            if (Character.isIdeographic(codePoint)) {
                return SINGLE;
            }
            Character.UnicodeScript script = Character.UnicodeScript.of(codePoint);
            boolean unspaced = script == Character.UnicodeScript.HIRAGANA
                    || script == Character.UnicodeScript.KATAKANA
                    || script == Character.UnicodeScript.THAI;
            return !unspaced && Character.isLetterOrDigit(codePoint) ? WORD : SINGLE;
        }
    }

    private static final class Comparator extends SequenceComparator<Tokens> {
        @Override
        public boolean equals(Tokens a, int indexA, Tokens b, int indexB) {
            int lengthA = a.bounds[indexA + 1] - a.bounds[indexA];
            int lengthB = b.bounds[indexB + 1] - b.bounds[indexB];
            return a.hashes[indexA] == b.hashes[indexB]
                    && lengthA == lengthB
                    && a.text.regionMatches(a.bounds[indexA], b.text, b.bounds[indexB], lengthA);
        }

        @Override
        public int hash(Tokens tokens, int index) {
            return tokens.hashes[index];
        }
    }
}
