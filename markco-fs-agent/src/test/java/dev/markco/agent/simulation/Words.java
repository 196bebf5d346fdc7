package dev.markco.agent.simulation;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * All words that anybody ever wrote, each of which there is once, and what has to become of them. A word is a single ideograph,
 * of which no difference between texts takes a part, wherever it stands; {@link #show} has them numbered.
 */
final class Words {
    /** What is known of a word. */
    private static final class Word {
        private final String origin;
        private boolean written;
        private boolean deleted;
        /** Git took it out, and may bring it back. */
        private boolean away;

        private boolean doubted;
        private boolean trashed;

        Word(String origin) {
            this.origin = origin;
        }
    }

    private static final Pattern WORD = Pattern.compile("[\\x{20000}-\\x{2A6DF}]");
    private static final int FIRST = 0x20000;
    private static final Pattern BLANK = Pattern.compile("\\s*");

    private final Map<String, Word> all = new TreeMap<>();

    /** A new word, which somebody is about to write. */
    String next(String origin) {
        String word = Character.toString(FIRST + all.size());
        all.put(word, new Word(origin));
        return word;
    }

    /** It is written: from now on it has to be there. */
    void written(String word) {
        known(word).written = true;
    }

    /** It is written into a file that is in the trash: it has to be there, or where it belongs. */
    void trashed(String word) {
        Word known = known(word);
        known.written = true;
        known.trashed = true;
    }

    /** A save took it out unawares, and the agent may not be able to tell that: then it is in the trash. */
    void mayBeKept(String word) {
        Word known = all.get(word);
        if (known != null) {
            known.trashed = true;
        }
    }

    private Word known(String word) {
        return Objects.requireNonNull(all.get(word), word);
    }

    /** Somebody took it out: it need not be there any more. */
    void deleted(String word) {
        Word known = all.get(word);
        if (known != null) {
            known.deleted = true;
        }
    }

    /** It was saved by a program of which an agent does not know what it had read: it may be taken for a new one. */
    void doubted(String word) {
        Word known = all.get(word);
        if (known != null) {
            known.doubted = true;
        }
    }

    /**
     * A program of a machine put a text in the place of another one.
     *
     * @param read what it had read: words that it leaves out it means to delete, those of other programs it runs over, and
     *     those that came otherwise it knows nothing of
     * @return the words that it knows nothing of
     */
    Set<String> replaced(String before, String after, Set<String> read, String machine) {
        Set<String> gone = of(before);
        gone.removeAll(of(after));
        Set<String> unknown = new LinkedHashSet<>();
        for (String word : gone) {
            Word known = all.get(word);
            if (known != null && (read.contains(word) || known.origin.equals(machine))) {
                known.deleted = true;
            } else if (known != null) {
                unknown.add(word);
            }
        }
        return unknown;
    }

    /**
     * Git put a text in the place of another one, or of nothing: what it brings it may have taken out before.
     *
     * @param committed words that it knows of; of others it knows nothing
     * @return the words that it knows nothing of
     */
    Set<String> checkedOut(String before, String after, Set<String> committed) {
        Set<String> there = of(after);
        Set<String> unknown = new LinkedHashSet<>();
        for (String word : of(before)) {
            if (!there.contains(word) && committed.contains(word)) {
                known(word).away = true;
            } else if (!there.contains(word)) {
                unknown.add(word);
            }
        }
        there.forEach(word -> known(word).away = false);
        return unknown;
    }

    /** The words of a text, in their order; several may stand in a row without a blank. */
    static List<String> in(String text) {
        return WORD.matcher(text).results().map(MatchResult::group).toList();
    }

    static Set<String> of(String text) {
        return new LinkedHashSet<>(in(text));
    }

    /** A text for people. */
    static String show(String text) {
        return WORD.matcher(text.replace("\n", "/"))
                .replaceAll(word -> "w" + (word.group().codePointAt(0) - FIRST) + " ");
    }

    /** Somewhere in a text, but in no word. */
    static int place(String text, SplittableRandom random) {
        int at = random.nextInt(text.length() + 1);
        return WORD.matcher(text)
                .results()
                .filter(word -> word.start() < at && at < word.end())
                .map(MatchResult::start)
                .findFirst()
                .orElse(at);
    }

    /**
     * What is wrong with texts that should have every word once; empty for nothing.
     *
     * @param lost words that need not be in the texts, since somebody deleted what they were in
     * @param trash words that are in the machines' trash
     */
    String wrong(Map<String, String> texts, Set<String> lost, Set<String> trash) {
        Map<String, Integer> counts = new TreeMap<>();
        StringBuilder wrong = new StringBuilder();
        texts.forEach((name, text) -> {
            in(text).forEach(word -> counts.merge(word, 1, Integer::sum));
            if (!BLANK.matcher(WORD.matcher(text).replaceAll("")).matches()) {
                wrong.append(name)
                        .append(" has what nobody wrote: ")
                        .append(show(text))
                        .append('\n');
            }
        });
        counts.forEach((word, count) -> {
            if (count > 1 && !known(word).doubted) {
                wrong.append(show(word)).append("is there ").append(count).append(" times\n");
            }
        });
        Set<String> missing = new TreeSet<>();
        all.forEach((word, known) -> {
            boolean kept = counts.containsKey(word) || lost.contains(word) || (known.trashed && trash.contains(word));
            if (known.written && !known.deleted && !known.away && !kept) {
                missing.add(show(word) + "of " + known.origin);
            }
        });
        if (!missing.isEmpty()) {
            wrong.append("missing: ").append(missing).append('\n');
        }
        return wrong.toString();
    }
}
