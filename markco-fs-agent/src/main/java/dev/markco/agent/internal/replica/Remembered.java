package dev.markco.agent.internal.replica;

import dev.markco.agent.internal.decision.TakeOnce;
import dev.markco.agent.internal.disk.ContentHash;
import dev.markco.agent.internal.disk.FileContent;
import dev.markco.agent.internal.disk.FileReading;
import dev.markco.agent.internal.disk.FileStamp;
import dev.markco.agent.internal.disk.ProjectFiles;
import dev.markco.agent.internal.disk.TextFormat;
import dev.markco.agent.internal.state.AtRest;
import dev.markco.agent.internal.state.StateDirectory;
import dev.markco.sync.DocumentKey;
import dev.markco.sync.room.Room;
import dev.markco.sync.time.Time;
import dev.markco.yjs.YDoc;
import java.io.IOException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What is in memory of a document at rest. When its log is taken away that has to do: the history is gone then, but not
 * necessarily the last text that the relay and we had in common, without which the two would be in conflict.
 *
 * @param base the last content that the relay and we had in common if that is not what the file held, else null
 */
public record Remembered(AtRest rest, @Nullable FileContent base) {
    /**
     * The content that the relay and we had in common, given what the file holds now.
     *
     * @param hash that of the file's bytes
     * @return null when it is not known
     */
    public @Nullable FileContent common(ContentHash hash, FileContent seen) {
        return rest.shared() && Objects.equals(hash, rest.content()) ? seen : base;
    }

    /**
     * Writes a log that was taken away: with a history that begins with what the file holds, and the content that is common.
     *
     * @return what is known then; null when the file does not hold what it did, so that it has to be looked at
     */
    public @Nullable Remembered logAnew(
            DocumentKey key, String fileName, ProjectFiles files, StateDirectory state, Time time) throws IOException {
        if (!(files.read(fileName) instanceof FileReading.Text read) || !Objects.equals(read.hash(), rest.content())) {
            return null;
        }
        FileContent seen = read.in(TextFormat.PLAIN);
        FileContent common = common(read.hash(), seen);
        String digest;
        Replicas.Opened opened = Replicas.open(key, state, (name, live) -> new Room(name, live, time), () -> {});
        try (Replicas replicas = opened.replicas()) {
            replicas.recall(common, rest.identity());
            replicas.takeFileEdit(replicas.diskContent(), seen, TakeOnce.Occasion.CATCH_UP);
            digest = replicas.room().read(YDoc::stateDigest);
        }
        FileStamp log = state.logs().stamp(key.docPath());
        if (log == null) {
            return null;
        }
        return new Remembered(
                new AtRest(rest.docPath(), fileName, rest.stamp(), rest.content(), digest, false, log, rest.identity()),
                common);
    }

    /** Whether the relay's document is still what both had in common. */
    public boolean isCommon(String stateHash) {
        return rest.shared() && rest.stateHash().equals(stateHash);
    }
}
