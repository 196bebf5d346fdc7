package dev.markco.agent;

import java.util.List;

/**
 * How an agent stands, document by document.
 *
 * @param documents each document, and each file that is left alone, sorted by name
 */
public record AgentStatus(AgentSummary summary, List<DocumentStatus> documents) {
    public AgentStatus {
        documents = List.copyOf(documents);
    }

    public boolean connected() {
        return summary.connected();
    }

    public boolean isInSync() {
        return summary.isInSync();
    }
}
