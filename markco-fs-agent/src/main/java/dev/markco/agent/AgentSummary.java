package dev.markco.agent;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How an agent stands, in a few words.
 *
 * @param relay the relay's address, null when there is none
 * @param connected whether there is a connection to it
 * @param complete whether the project has been scanned, nothing found by that waits to be looked at, and the relay has told
 *     what it has
 * @param paused whether somebody said that nothing is to be done for now
 * @param trouble what keeps everything from being synced, for people; null when nothing does
 * @param notice what people may want to mend though everything is synced all the same; null when there is nothing
 * @param counts how many documents, and files that are left alone, stand like that; zeros may be missing
 */
public record AgentSummary(
        @Nullable String relay,
        boolean connected,
        boolean complete,
        boolean paused,
        @Nullable String trouble,
        @Nullable String notice,
        Map<DocumentStatus.State, Integer> counts) {
    public AgentSummary {
        counts = Map.copyOf(counts);
    }

    /** Whether nothing is left to be done but what people have to decide. */
    public boolean isInSync() {
        return complete
                && trouble == null
                && count(DocumentStatus.State.UPLOADING) == 0
                && count(DocumentStatus.State.DOWNLOADING) == 0;
    }

    public int count(DocumentStatus.State state) {
        return counts.getOrDefault(state, 0);
    }
}
