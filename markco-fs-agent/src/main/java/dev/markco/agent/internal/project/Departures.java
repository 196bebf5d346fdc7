package dev.markco.agent.internal.project;

import dev.markco.agent.internal.disk.ContentHash;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** What it means that files are gone: that they were renamed, deleted, or that something is wrong (R12). Pure. */
final class Departures {
    /** Fewer than this may always go. */
    static final int BRAKE_AT_LEAST = 5;

    private Departures() {}

    /** A file that is gone: its document's path, and what it held. */
    record Gone(String docPath, ContentHash content) {}

    /** A file that no document has yet: its name, the path that its document would have, and what it holds. */
    record Arrived(String name, String docPath, ContentHash content) {}

    /**
     * The decision.
     *
     * @param renamed the new file of each document whose file was renamed, by the document's path
     * @param deleted the documents whose files were deleted
     * @param braked whether {@code deleted} is so many that somebody has to say that it is meant
     */
    record Decision(Map<String, Arrived> renamed, List<String> deleted, boolean braked) {}

    /**
     * Decides.
     *
     * @param gone files that are gone for longer than editors take to save
     * @param arrived files that came in the same time
     * @param files how many documents have, or had until now, a file
     * @param recent how many were deleted just before
     */
    static Decision decide(Collection<Gone> gone, Collection<Arrived> arrived, int files, int recent) {
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
        for (Gone file : gone) {
            if (!renamed.containsKey(file.docPath())) {
                deleted.add(file.docPath());
            }
        }
        // A slow rm shows in parts; somebody who deletes one file after the other means it.
        boolean braked = deleted.size() >= BRAKE_AT_LEAST && (deleted.size() + recent) * 2 > files + recent;
        return new Decision(renamed, deleted, braked);
    }

    private static String last(String docPath) {
        return docPath.substring(docPath.lastIndexOf('/') + 1);
    }
}
