package dev.markco.agent.internal.project;

import dev.markco.agent.internal.disk.ContentHash;
import dev.markco.agent.internal.file.ConflictName;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiPredicate;
import java.util.function.ToDoubleBiFunction;

/**
 * What it means that files are gone, or empty though nobody was seen to empty them: that they were renamed, deleted, emptied, or
 * that something is wrong (R12, R35). Pure.
 */
final class Departures {
    /** How much of both texts has to be in both for one file to be the other, renamed and edited; 0 to 1. */
    static final double ALIKE = 0.5;
    /** More pairs than this are not compared. */
    private static final int MOST_PAIRS = 2_000;
    /** Fewer than this may always go. */
    static final int BRAKE_AT_LEAST = 5;

    private Departures() {}

    /**
     * A file that is gone.
     *
     * @param name its name
     * @param docPath its document's path
     * @param content what it held
     * @param byGit whether git took it away, which means that
     */
    record Gone(String name, String docPath, ContentHash content, boolean byGit) {}

    /**
     * A file that held text, and is empty or full of zero bytes.
     *
     * @param strange whether nobody can have meant that, as its times or the zeros tell
     */
    record Emptied(String docPath, boolean strange) {}

    /** A file that no document has yet: its name, the path that its document would have, and what it holds. */
    record Arrived(String name, String docPath, ContentHash content) {}

    /**
     * The decision.
     *
     * @param renamed the new file of each document whose file was renamed, by the document's path
     * @param deleted the documents whose files were deleted
     * @param emptied the documents whose files were emptied
     * @param braked whether those are so many, or so strange, that somebody has to say that it is meant
     */
    record Decision(Map<String, Arrived> renamed, List<String> deleted, List<String> emptied, boolean braked) {}

    /**
     * Decides.
     *
     * @param gone files that are gone for longer than editors take to save
     * @param empty files that are empty, and that nobody was seen to empty
     * @param arrived files that came in the same time
     * @param same whether one is known to be the other by more than its content
     * @param likeness how much of the texts of both is in both, 0 to 1; asked only of files that have no equal
     * @param files how many documents have, or had until now, a file
     * @param recent how many were deleted just before
     */
    static Decision decide(
            Collection<Gone> gone,
            Collection<Emptied> empty,
            Collection<Arrived> arrived,
            BiPredicate<Gone, Arrived> same,
            ToDoubleBiFunction<Gone, Arrived> likeness,
            int files,
            int recent) {
        Map<String, Arrived> renamed = new TreeMap<>();
        Set<String> taken = new HashSet<>();
        // Of files of equal content the system may tell which is which; one that only changed its directory is told by
        // its name.
        BiPredicate<Gone, Arrived> equal = (file, candidate) ->
                mayBe(file, candidate) && candidate.content().equals(file.content());
        BiPredicate<Gone, Arrived> named =
                (file, candidate) -> last(candidate.docPath()).equals(last(file.docPath()));
        for (BiPredicate<Gone, Arrived> evidence : List.of(equal.and(same), equal.and(named), equal)) {
            for (Gone file : gone) {
                if (renamed.containsKey(file.docPath())) {
                    continue;
                }
                for (Arrived candidate : arrived) {
                    if (!taken.contains(candidate.name()) && evidence.test(file, candidate)) {
                        renamed.put(file.docPath(), candidate);
                        taken.add(candidate.name());
                        break;
                    }
                }
            }
        }
        matchEdited(gone, arrived, likeness, renamed, taken);
        List<String> deleted = new ArrayList<>();
        int unexplained = 0;
        for (Gone file : gone) {
            if (!renamed.containsKey(file.docPath())) {
                deleted.add(file.docPath());
                unexplained += file.byGit() ? 0 : 1;
            }
        }
        // A slow rm shows in parts; somebody who deletes one file after the other means it.
        int lost = unexplained + empty.size();
        boolean many = lost >= BRAKE_AT_LEAST && (lost + recent) * 2 > files + recent;
        boolean braked = many || empty.stream().anyMatch(Emptied::strange);
        return new Decision(
                renamed, deleted, empty.stream().map(Emptied::docPath).toList(), braked);
    }

    /** Whether one may be the other at all: what is kept beside a file is made by agents, of the same text often enough. */
    private static boolean mayBe(Gone file, Arrived candidate) {
        return ConflictName.original(candidate.name()) == null || ConflictName.original(file.name()) != null;
    }

    /** A file that was renamed and edited at once; of several that are alike, those that are most. */
    private static void matchEdited(
            Collection<Gone> gone,
            Collection<Arrived> arrived,
            ToDoubleBiFunction<Gone, Arrived> likeness,
            Map<String, Arrived> renamed,
            Set<String> taken) {
        List<Gone> lost = gone.stream()
                .filter(file -> !renamed.containsKey(file.docPath()))
                .toList();
        List<Arrived> come =
                arrived.stream().filter(file -> !taken.contains(file.name())).toList();
        if ((long) lost.size() * come.size() > MOST_PAIRS) {
            return;
        }
        List<Pair> pairs = new ArrayList<>();
        for (Gone file : lost) {
            for (Arrived candidate : come) {
                double alike = mayBe(file, candidate) ? likeness.applyAsDouble(file, candidate) : 0;
                if (alike >= ALIKE) {
                    pairs.add(new Pair(file, candidate, alike));
                }
            }
        }
        pairs.sort(Comparator.comparingDouble(Pair::alike)
                .reversed()
                .thenComparing(pair -> pair.gone().docPath())
                .thenComparing(pair -> pair.arrived().name()));
        for (Pair pair : pairs) {
            boolean free = !renamed.containsKey(pair.gone().docPath())
                    && !taken.contains(pair.arrived().name());
            if (free) {
                renamed.put(pair.gone().docPath(), pair.arrived());
                taken.add(pair.arrived().name());
            }
        }
    }

    private record Pair(Gone gone, Arrived arrived, double alike) {}

    private static String last(String docPath) {
        return docPath.substring(docPath.lastIndexOf('/') + 1);
    }
}
