package dev.markco.agent;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Words that writers put into a text, each unlike all others and to be there once. Thread-safe. */
final class WordCount {
    private static final Pattern WORD = Pattern.compile("\\b[A-Z][0-9]+;");

    private final Set<String> words = new HashSet<>();

    /** A new word of the writer with that letter, expected from now on. */
    synchronized String next(String letter) {
        String word = letter + words.size() + ";";
        words.add(word);
        return word;
    }

    synchronized int size() {
        return words.size();
    }

    /** The words that a text does not have exactly once, and those that nobody wrote, with how often it has them. */
    synchronized Map<String, Long> wrongIn(String text) {
        Map<String, Long> found =
                WORD.matcher(text).results().collect(Collectors.groupingBy(MatchResult::group, Collectors.counting()));
        Map<String, Long> wrong = new TreeMap<>(found);
        for (String word : words) {
            wrong.putIfAbsent(word, 0L);
        }
        wrong.entrySet().removeIf(entry -> entry.getValue() == 1 && words.contains(entry.getKey()));
        return wrong;
    }
}
