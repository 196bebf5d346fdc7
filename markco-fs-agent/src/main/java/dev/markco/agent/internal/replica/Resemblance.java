package dev.markco.agent.internal.replica;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Whether two texts are versions of one. Whole lines tell that; where lines are long, many words do. A few words in common, as a
 * template or a way of writing has them, do not. Pure.
 */
public final class Resemblance {
    /** How much of both texts has to be in both. */
    private static final double HALF = 0.5;
    /** So many words in common are no chance. */
    private static final int MANY_WORDS = 12;
    /** Above this many UTF-16 units texts are only compared whole. */
    private static final int LONGEST = 1 << 20;

    private static final Pattern BLANKS = Pattern.compile("\\s+");

    private Resemblance() {}

    /** Whether at least half of both texts is in both. */
    public static boolean isBetween(String one, String other) {
        return of(one, other) >= HALF;
    }

    /** The part of both texts that is in both, 0 to 1. Lines and words count as often as both have them, blanks do not. */
    public static double of(String one, String other) {
        if (one.equals(other)) {
            return 1;
        }
        if (one.length() > LONGEST || other.length() > LONGEST) {
            return 0;
        }
        Shared lines = Shared.of(lines(one), lines(other));
        if (lines.part() >= HALF) {
            return lines.part();
        }
        Shared words = Shared.of(words(one), words(other));
        return words.count() >= MANY_WORDS ? words.part() : lines.part();
    }

    private static List<String> lines(String text) {
        return text.lines().map(String::strip).filter(line -> !line.isEmpty()).toList();
    }

    private static List<String> words(String text) {
        return Stream.of(BLANKS.split(text)).filter(word -> !word.isEmpty()).toList();
    }

    /** What two lists have in common: how many, and which part of the characters of both. */
    private record Shared(int count, double part) {
        static Shared of(List<String> one, List<String> other) {
            Map<String, Integer> left = new HashMap<>();
            long all = 0;
            for (String piece : one) {
                left.merge(piece, 1, Integer::sum);
                all += piece.length();
            }
            int count = 0;
            long shared = 0;
            for (String piece : other) {
                all += piece.length();
                Integer there = left.get(piece);
                if (there != null && there > 0) {
                    left.put(piece, there - 1);
                    count++;
                    shared += piece.length();
                }
            }
            return new Shared(count, all == 0 ? 0 : 2.0 * shared / all);
        }
    }
}
