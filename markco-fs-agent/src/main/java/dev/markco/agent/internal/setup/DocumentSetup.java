package dev.markco.agent.internal.setup;

import dev.markco.agent.internal.disk.FileReplacer;
import dev.markco.agent.internal.disk.ProjectFiles;
import dev.markco.agent.internal.disk.TrashCan;
import dev.markco.agent.internal.git.GitRepository;
import dev.markco.agent.internal.state.StateDirectory;
import dev.markco.agent.internal.uplink.RelayHttp;
import dev.markco.agent.internal.uplink.Uplink;
import dev.markco.agent.internal.use.FileUses;
import dev.markco.sync.time.Time;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * What all documents of a project share.
 *
 * @param known tells which file each document has
 * @param uses tells who uses files
 * @param git the repository that the project lies in
 * @param host names this machine in conflict copies
 * @param relay the way to the relay, null when there is none
 * @param keepRetired how long a file that was swapped out is kept at least where the system does not tell who has it open (R8),
 *     in milliseconds
 * @param crowd bounds how many documents are in memory
 * @param pool runs the documents' tasks
 * @param time has them run later, too
 */
public record DocumentSetup(
        ProjectFiles files,
        FileReplacer replacer,
        TrashCan trash,
        StateDirectory state,
        KnownFiles known,
        FileUses uses,
        GitRepository git,
        String host,
        @Nullable Relay relay,
        long keepRetired,
        Crowd crowd,
        Executor pool,
        Time time) {
    /** What {@code keepRetired} is outside of tests. */
    public static final long KEEP_RETIRED = 2_000;

    /**
     * Both ways to the relay.
     *
     * @param onDoubt told when the relay has to be asked what became of a document
     */
    public record Relay(Uplink uplink, RelayHttp http, Runnable onDoubt) {}
}
