package dev.markco.agent.internal.project;

import dev.markco.agent.internal.disk.ContentHash;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What it means that files are gone, or empty though nobody was seen to empty them: that they were renamed, deleted, emptied, or
 * that something is wrong (R12, R35). Pure.
 */
final class Departures {
    /** Fewer than this may always go. */
    static final int BRAKE_AT_LEAST = 5;

    private Departures() {}

    /**
     * A file that is gone.
     *
     * @param docPath its document's path
     * @param content what it held
     * @param byGit whether git took it away, which means that
     */
    record Gone(String docPath, ContentHash content, boolean byGit) {}

    /**
     * A file that held text, and is empty.
     *
     * @param strange whether it was not written since it held that, as its times tell
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
     * @param files how many documents have, or had until now, a file
     * @param recent how many were deleted just before
     */
    static Decision decide(
            Collection<Gone> gone, Collection<Emptied> empty, Collection<Arrived> arrived, int files, int recent) {
        Map<String, Arrived> renamed = new TreeMap<>();
        Set<String> taken = new HashSet<>();
        // A file that only changed its directory is told from others of equal content by its name.
        for (boolean sameName : new boolean[] {true, false}) {
            for (Gone file : gone) {
                if (renamed.containsKey(file.docPath())) {
                    continue;
                }
                for (Arrived candidate : arrived) {
                    boolean fits = candidate.content().equals(file.content())
                            && !taken.contains(candidate.name())
                            && (!sameName || last(candidate.docPath()).equals(last(file.docPath())));
                    if (fits) {
                        renamed.put(file.docPath(), candidate);
                        taken.add(candidate.name());
                        break;
                    }
                }
            }
        }
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

    private static String last(String docPath) {
        return docPath.substring(docPath.lastIndexOf('/') + 1);
    }
}
