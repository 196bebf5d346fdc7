package dev.markco.agent.internal.save;

import dev.markco.agent.internal.disk.FileContent;
import dev.markco.sync.text.Hunk;
import dev.markco.sync.text.TextDiff;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which older text a save was made on (R9): a program that read the file before we wrote it, and saves it afterwards, would
 * take away what we brought. Its save lacks all of that, and has all that we took out. In doubt a save was made on what the
 * file held. Pure.
 */
final class StaleBase {
    /** A step so many times smaller is one by far. */
    private static final int BY_FAR = 2;
    /** This part of something is much of it. */
    private static final int MUCH = 4;

    private StaleBase() {}

    /**
     * Finds the text.
     *
     * <p>Of those that fit, and of which the save has something, the one from which the save is the smallest step, and of two such
     * the older one: a program that read it knows nothing of what came later, and from a younger one it would be a step to take
     * away what came between. Where one fits, so that the save is stale, and another is nearer by far, it was made on that: there
     * both changed the same place.
     *
     * @param older what the file held before, oldest first
     * @param current what it would hold with everything in it that came since
     * @return one of {@code older}, or null
     */
    static @Nullable FileContent choose(List<FileContent> older, FileContent current, FileContent save) {
        if (older.isEmpty()) {
            return null;
        }
        String saved = save.spelledLike(current).text();
        if (saved.isEmpty()) {
            // Whoever empties a file means what is in it, whatever it is.
            return null;
        }
        // Whole lines rule out nearly all of many texts, at a fraction of what comparing them costs.
        Set<String> shared = new HashSet<>(lines(saved));
        shared.retainAll(new HashSet<>(lines(current.text())));
        FileContent nearest = null;
        long least = Long.MAX_VALUE;
        for (FileContent base : older) {
            if (hasAll(base.text(), shared) && lacksWhatCameSince(base.text(), current.text(), saved)) {
                long changed = changed(base.text(), saved);
                if (changed < least && !isAllNew(base.text(), saved, changed)) {
                    nearest = base;
                    least = changed;
                }
            }
        }
        return nearest == null ? null : nearerByFar(older, saved, nearest, least);
    }

    /** Whether a save has nothing of a text, so that nothing tells that whoever made it had that. */
    private static boolean isAllNew(String base, String saved, long changed) {
        long had = solid(base);
        return had > 0 && changed == had + solid(saved);
    }

    private static FileContent nearerByFar(List<FileContent> older, String saved, FileContent fitting, long step) {
        FileContent nearest = fitting;
        long least = step / BY_FAR;
        for (FileContent base : older) {
            long changed = changed(base.text(), saved);
            if (changed < least) {
                nearest = base;
                least = changed;
            }
        }
        return nearest;
    }

    /**
     * Finds the text from which the save is the smallest step, where it is known to have been made on one of them; of two such the
     * younger one: to have something in the place of what was there is likelier than to have come up with what others wrote.
     *
     * @return one of {@code older}, or null when the save has little of any, or nothing of one that it fits
     */
    static @Nullable FileContent nearest(List<FileContent> older, FileContent current, FileContent save) {
        String saved = save.spelledLike(current).text();
        int most = choose(older, current, save) == null ? 2 : 1;
        FileContent nearest = null;
        long least = Long.MAX_VALUE;
        for (FileContent base : older) {
            long changed = changed(base.text(), saved);
            if (changed <= least && most * changed < solid(base.text()) + solid(saved)) {
                nearest = base;
                least = changed;
            }
        }
        return nearest;
    }

    /** Whether a save is a smaller step from the one text than from the other. */
    static boolean isNearer(FileContent one, FileContent other, FileContent save) {
        return isAnyNearer(List.of(one), other, save);
    }

    /** Whether a save is a smaller step from one of several texts than from another one. */
    static boolean isAnyNearer(List<FileContent> several, FileContent other, FileContent save) {
        long step = step(other, save);
        return several.stream().anyMatch(one -> step(one, save) < step);
    }

    private static long step(FileContent from, FileContent save) {
        return changed(from.text(), save.spelledLike(from).text());
    }

    /** How much was changed to make one text of another: units that are no blanks, put in or taken out. */
    private static long changed(String base, String saved) {
        return TextDiff.between(base, saved).stream()
                .mapToLong(hunk -> solid(hunk.text()) + solid(base.substring(hunk.start(), hunk.end())))
                .sum();
    }

    /**
     * Whether a save has something in the place of much of what came between a base and the current text: of a quarter of it, and
     * no less than a quarter as much. One that put some lines between many that came has not.
     */
    static boolean isReplaced(FileContent base, FileContent current, FileContent save) {
        String text = current.text();
        List<Hunk> came = TextDiff.between(text, base.text()).stream()
                .filter(hunk -> hunk.end() > hunk.start())
                .toList();
        List<Hunk> edit = TextDiff.between(text, save.spelledLike(current).text()).stream()
                .filter(hunk -> !hunk.text().isBlank())
                .toList();
        long all = solid(text, came);
        long gone = solid(
                text, came.stream().filter(hunk -> !isUntouched(hunk, edit)).toList());
        long put = edit.stream()
                .filter(hunk -> !isUntouched(hunk, came))
                .mapToLong(hunk -> solid(hunk.text()))
                .sum();
        return all > 0 && gone * MUCH >= all && put * MUCH >= gone;
    }

    /** How much of a text hunks take out: units that are no blanks. */
    private static long solid(String text, List<Hunk> hunks) {
        return hunks.stream()
                .mapToLong(hunk -> solid(text.substring(hunk.start(), hunk.end())))
                .sum();
    }

    /** Whether a save lacks more than half of a content, so that it may as well have been made on one that nobody remembers. */
    static boolean isMostTakenOut(FileContent base, FileContent save) {
        String text = base.text();
        return takenOut(text, save.spelledLike(base).text()) * 2 > solid(text);
    }

    /** Whether a save lacks anything of a content. */
    static boolean isSomethingTakenOut(FileContent base, FileContent save) {
        return takenOut(base.text(), save.spelledLike(base).text()) > 0;
    }

    /** Whether a save lacks something that came between one of some older contents and the one that it took the place of. */
    static boolean isAnyTakenOut(List<FileContent> older, FileContent known, FileContent save) {
        String text = known.text();
        List<Hunk> edit = TextDiff.between(text, save.spelledLike(known).text()).stream()
                .filter(hunk -> !text.substring(hunk.start(), hunk.end()).isBlank())
                .toList();
        // What only puts something in takes out nothing, whatever came: most saves are like that.
        return !edit.isEmpty()
                && older.stream()
                        .flatMap(before ->
                                TextDiff.between(text, before.spelledLike(known).text()).stream())
                        .filter(hunk ->
                                !text.substring(hunk.start(), hunk.end()).isBlank())
                        .anyMatch(came -> !isUntouched(came, edit));
    }

    /** How much of a text another one lacks: units that are no blanks. */
    private static long takenOut(String text, String other) {
        return solid(text, TextDiff.between(text, other));
    }

    /** Whether no line came after the base that the save has; one that was cut out of a longer one did not come. */
    private static boolean hasAll(String base, Set<String> lines) {
        Set<String> missing = new HashSet<>(lines);
        lines(base).forEach(missing::remove);
        return missing.stream().allMatch(base::contains);
    }

    /** Of much that came, something may be like what the save has by chance; half of it is not. */
    private static boolean lacksWhatCameSince(String base, String current, String saved) {
        List<Hunk> since = TextDiff.between(base, current);
        List<Hunk> edit = TextDiff.between(base, saved);
        long came = 0;
        long alike = 0;
        for (Hunk hunk : since) {
            String beside = beside(hunk, edit);
            if (!isUntouched(hunk, edit) || isThere(hunk, edit, beside)) {
                return false;
            }
            came += hunk.text().length();
            alike += resembles(hunk.text().toLowerCase(Locale.ROOT), beside)
                    ? hunk.text().length()
                    : 0;
        }
        return !since.isEmpty() && (alike == 0 || alike * 2 < came);
    }

    /** Whether all that the hunk took out of the base is in the save. */
    private static boolean isUntouched(Hunk hunk, List<Hunk> edit) {
        return edit.stream().noneMatch(other -> other.start() < hunk.end() && other.end() > hunk.start());
    }

    /**
     * Whether something of what the hunk put in is among what the save puts in. Of lines, one with words in it is enough: a
     * program that read some of many new lines was given a younger text. Within a line, what both put at the same place may
     * share a few words by chance; what was put elsewhere was moved there if it is whole. Capitals are the same words.
     */
    private static boolean isThere(Hunk hunk, List<Hunk> edit, String beside) {
        String words = hunk.text().strip();
        return edit.stream().anyMatch(other -> !isBeside(other, hunk) && hasWords(other.text(), words))
                || !Collections.disjoint(lines(hunk.text().toLowerCase(Locale.ROOT)), new HashSet<>(lines(beside)));
    }

    /** What an edit puts where a hunk puts something, in small letters. */
    private static String beside(Hunk hunk, List<Hunk> edit) {
        StringBuilder beside = new StringBuilder();
        edit.stream().filter(other -> isBeside(other, hunk)).forEach(other -> beside.append(other.text()));
        return beside.toString().toLowerCase(Locale.ROOT);
    }

    private static boolean isBeside(Hunk one, Hunk other) {
        return one.start() <= other.end() && one.end() >= other.start();
    }

    /** The lines that have words in them and an end, without what is around the words. */
    private static List<String> lines(String text) {
        int end = text.lastIndexOf('\n') + 1;
        return text.substring(0, end)
                .lines()
                .map(String::strip)
                .filter(line -> line.codePoints().anyMatch(Character::isLetterOrDigit))
                .toList();
    }

    /** Whether at least half of a text, blanks left out, is in the other one. */
    private static boolean resembles(String ours, String other) {
        if (ours.isBlank()) {
            return !ours.isEmpty() && other.contains(ours);
        }
        long all = solid(ours);
        return (all - takenOut(ours, other)) * 2 >= all;
    }

    private static long solid(String text) {
        return text.chars().filter(unit -> !Character.isWhitespace(unit)).count();
    }

    /** Whether {@code words} are in a text, and not within longer words. */
    private static boolean hasWords(String text, String words) {
        if (words.isEmpty()) {
            return false;
        }
        for (int at = text.indexOf(words); at >= 0; at = text.indexOf(words, at + 1)) {
            int end = at + words.length();
            boolean startsWord = at == 0
                    || !Character.isLetterOrDigit(text.codePointBefore(at))
                    || !Character.isLetterOrDigit(words.codePointAt(0));
            boolean endsWord = end == text.length()
                    || !Character.isLetterOrDigit(text.codePointAt(end))
                    || !Character.isLetterOrDigit(words.codePointBefore(words.length()));
            if (startsWord && endsWord) {
                return true;
            }
        }
        return false;
    }
}
