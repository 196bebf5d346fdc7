package dev.markco.cli;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The words that a run has put into documents, each unlike all others, and what has to become of them. */
final class Markers {
    private final Map<String, String> docs = new LinkedHashMap<>();
    private final Set<String> deleted = new HashSet<>();
    private final Set<String> mayBeGone = new HashSet<>();
    private final Map<String, String> formerNames = new HashMap<>();
    private int made;

    /** A new word, not counted before it is {@link #put}. */
    String next() {
        return "w" + ++made + "z";
    }

    void put(String doc, String word) {
        docs.put(word, first(doc));
    }

    /** The name that a document had first. */
    String first(String doc) {
        String former = formerNames.get(doc);
        return former == null ? doc : first(former);
    }

    /** Has the words of a document be in either from now on, once in both together. */
    void rename(String from, String to) {
        formerNames.put(to, from);
    }

    /** Whether a document had or has another name: it was renamed, or so was what it was renamed from, by someone else. */
    boolean hasOtherNames(String doc) {
        return formerNames.containsKey(doc) || formerNames.containsValue(doc);
    }

    /** The words of a document that a text holds. */
    List<String> in(String doc, String text) {
        return docs.entrySet().stream()
                .filter(entry -> entry.getValue().equals(first(doc)) && text.contains(entry.getKey()))
                .map(Map.Entry::getKey)
                .toList();
    }

    void delete(String doc, String text) {
        deleted.addAll(in(doc, text));
    }

    /** The words of that text may have gone with their document, or may be there. */
    void mayBeGone(String doc, String text) {
        mayBeGone.addAll(in(doc, text));
    }

    /** The words of that text may have gone, whatever document they are of. */
    void mayBeGone(String text) {
        docs.keySet().stream().filter(text::contains).forEach(mayBeGone::add);
    }

    /**
     * What is wrong with the words of a document.
     *
     * @param doc its first name
     * @param texts what it holds, under each of its names: where nobody can know that a file was renamed and not copied, as
     *     when the agent had been wiped, there are two documents, each with every word once
     * @param copies the texts of its conflict copies
     * @param wiped whether an agent forgot it in the meantime, so that a deletion may not be known any more
     */
    List<String> complaints(String doc, List<String> texts, List<String> copies, boolean wiped) {
        List<String> complaints = new ArrayList<>();
        // A file that was edited and renamed while no agent ran is another document, of which nobody deleted anything.
        boolean split = texts.stream().filter(text -> !text.isEmpty()).count() > 1;
        docs.forEach((word, of) -> {
            if (of.equals(doc)) {
                int here = texts.stream().mapToInt(text -> count(text, word)).sum();
                int kept = copies.stream().mapToInt(copy -> count(copy, word)).sum();
                boolean gone = deleted.contains(word);
                if (texts.stream().anyMatch(text -> count(text, word) > 1)
                        || copies.stream().anyMatch(copy -> count(copy, word) > 1)) {
                    complaints.add(word + " is doubled");
                } else if (!gone && !mayBeGone.contains(word) && here + kept == 0) {
                    complaints.add(word + " is lost");
                } else if (gone && here > 0 && !wiped && !split) {
                    complaints.add(word + " is back");
                }
            }
        });
        return complaints;
    }

    private static int count(String text, String word) {
        return (text.length() - text.replace(word, "").length()) / word.length();
    }
}
