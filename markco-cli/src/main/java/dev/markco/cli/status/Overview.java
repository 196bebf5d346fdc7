package dev.markco.cli.status;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How everything stands at one moment.
 *
 * @param relayUrl the relay that was asked, null when none runs
 * @param relay what it answered, null when it did not
 * @param agent how the agent of the project at hand stands, null when there is none
 */
public record Overview(
        Instant at,
        @Nullable String relayUrl,
        @Nullable RelayState relay,
        @Nullable AgentState agent) {

    /**
     * A relay.
     *
     * @param version null when it does not tell strangers
     * @param trouble why it is not ready, null when it is
     * @param editsPerSecond updates from clients in each of the last seconds, the latest last
     * @param problems the latest first
     */
    public record RelayState(
            @Nullable String version,
            @Nullable String storage,
            @Nullable String trouble,
            long uptimeSeconds,
            int connections,
            int documentsInMemory,
            long unsavedMillis,
            long spoolBytes,
            long updates,
            List<Long> editsPerSecond,
            List<Project> projects,
            List<Problem> problems) {}

    /** A project on the relay. */
    public record Project(String name, int documents, long bytes) {}

    /** Something that went wrong; {@code level} is WARN or ERROR. */
    public record Problem(String at, String level, String message) {}

    /** An agent. {@code trouble} wants somebody's attention; {@code underWay} documents are on their way. */
    public record AgentState(
            String project,
            boolean connected,
            boolean paused,
            int synced,
            int underWay,
            int conflicts,
            int ignored,
            @Nullable String relay,
            @Nullable String trouble) {}

    /** Whether nothing wants attention. */
    public boolean isWell() {
        RelayState there = relay;
        AgentState own = agent;
        return there != null
                && there.trouble == null
                && (own == null || (own.trouble == null && own.conflicts == 0 && !own.paused));
    }
}
