package dev.markco.agent.internal.document;

import dev.markco.sync.text.Hunk;
import dev.markco.sync.text.TextDiff;

/** Whether two texts are versions of one: at least half of what both have together is in both. Pure. */
public final class Resemblance {
    /** Above this many UTF-16 units texts are only compared whole. */
    private static final int LONGEST = 1 << 20;

    private Resemblance() {}

    public static boolean isBetween(String one, String other) {
        return one.equals(other) || of(one, other) >= 0.5;
    }

    /** The part of both texts that is in both, 0 to 1; blanks do not count. */
    public static double of(String one, String other) {
        if (one.length() > LONGEST || other.length() > LONGEST) {
            return one.equals(other) ? 1 : 0;
        }
        long all = solid(one) + solid(other);
        if (all == 0) {
            return 0;
        }
        long different = 0;
        for (Hunk hunk : TextDiff.between(one, other)) {
            different += solid(hunk.text()) + solid(one.substring(hunk.start(), hunk.end()));
        }
        return (double) (all - different) / all;
    }

    private static long solid(String text) {
        return text.chars().filter(unit -> !Character.isWhitespace(unit)).count();
    }
}
