package dev.markco.sync.text;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Two changes of one text brought together. Nothing that either side inserted is dropped: where both replaced the same
 * words, both replacements stay; what either deleted is gone; a hunk that both have counts once (R5).
 */
public final class ThreeWay {
    private ThreeWay() {}

    /** The hunks of {@code ours} that {@code theirs} has too, range and text. */
    public static List<Hunk> shared(List<Hunk> ours, List<Hunk> theirs) {
        Set<Hunk> known = new HashSet<>(theirs);
        return ours.stream().filter(known::contains).toList();
    }

    /**
     * Moves {@code ours}, hunks on a base text, to the text that {@code theirs} made of the same base. Shared hunks are
     * left out; text that both inserted at one place comes theirs first.
     */
    public static List<Hunk> rebase(List<Hunk> ours, List<Hunk> theirs) {
        return rebase(ours, theirs, new HashSet<>(theirs));
    }

    /**
     * As {@link #rebase}, but text that both inserted at one place stays twice: for two writers who wrote the same on their
     * own.
     */
    public static List<Hunk> rebaseAll(List<Hunk> ours, List<Hunk> theirs) {
        Set<Hunk> once = new HashSet<>(theirs);
        once.removeIf(Hunk::isInsertion);
        return rebase(ours, theirs, once);
    }

    private static List<Hunk> rebase(List<Hunk> ours, List<Hunk> theirs, Set<Hunk> once) {
        List<Hunk> moved = new ArrayList<>();
        int next = 0;
        int shift = 0;
        for (Hunk hunk : ours) {
            while (next < theirs.size() && isBefore(theirs.get(next), hunk.start())) {
                shift += theirs.get(next++).growth();
            }
            if (!once.contains(hunk)) {
                move(hunk, theirs.subList(next, theirs.size()), shift, moved);
            }
        }
        return moved;
    }

    /** The text with the changes of both. */
    public static String merge(String base, String ours, String theirs) {
        if (ours.equals(theirs) || base.equals(ours)) {
            return theirs;
        }
        if (base.equals(theirs)) {
            return ours;
        }
        return Hunk.apply(theirs, rebase(TextDiff.between(base, ours), TextDiff.between(base, theirs)));
    }

    private static boolean isBefore(Hunk hunk, int offset) {
        return hunk.end() <= offset;
    }

    /**
     * Moves one hunk.
     *
     * @param rest their hunks that end after our start
     * @param shift how far their earlier hunks moved the text
     */
    private static void move(Hunk hunk, List<Hunk> rest, int shift, List<Hunk> moved) {
        int from = hunk.start();
        int moving = shift;
        String text = hunk.text();
        for (Hunk other : rest) {
            if (other.start() >= hunk.end() && other.start() > hunk.start()) {
                break;
            }
            if (other.start() <= from) {
                // Our range starts in theirs: our text goes behind theirs.
                text = put(other.start() + moving + other.text().length(), 0, text, moved);
            } else {
                text = put(from + moving, other.start() - from, text, moved);
            }
            moving += other.growth();
            from = Math.max(from, Math.min(hunk.end(), other.end()));
            if (other.end() >= hunk.end()) {
                break;
            }
        }
        put(from + moving, hunk.end() - from, text, moved);
    }

    /** Adds a hunk unless it does nothing; the text is put once, with the first. */
    private static String put(int at, int removed, String text, List<Hunk> moved) {
        if (removed > 0 || !text.isEmpty()) {
            moved.add(new Hunk(at, at + removed, text));
        }
        return "";
    }
}
