package dev.markco.agent;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How an agent stands.
 *
 * @param relay the relay's address, null when there is none
 * @param connected whether there is a connection to it
 * @param complete whether the project has been scanned and the relay has told what it has
 * @param paused whether somebody said that nothing is to be done for now
 * @param trouble what keeps everything from being synced, for people; null when nothing does
 * @param documents each document, and each file that is left alone, sorted by name
 */
public record AgentStatus(
        @Nullable String relay,
        boolean connected,
        boolean complete,
        boolean paused,
        @Nullable String trouble,
        List<DocumentStatus> documents) {
    public AgentStatus {
        documents = List.copyOf(documents);
    }

    /** Whether nothing is left to be done but what people have to decide. */
    public boolean isInSync() {
        return complete && trouble == null && documents.stream().noneMatch(DocumentStatus::isUnderWay);
    }

    /** How many documents stand like that. */
    public long count(DocumentStatus.State state) {
        return documents.stream().filter(document -> document.state() == state).count();
    }
}
