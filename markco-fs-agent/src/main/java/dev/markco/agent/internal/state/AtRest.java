package dev.markco.agent.internal.state;

import dev.markco.agent.internal.disk.ContentHash;
import dev.markco.agent.internal.disk.FileStamp;
import org.jspecify.annotations.Nullable;

/**
 * A document of which nothing is under way: what has to be known to tell whether that is still so, without opening it.
 *
 * @param fileName its file's name relative to the project
 * @param stamp the file's stamp, null when there is no file
 * @param content the hash of the file's bytes, null when there is no file
 * @param stateHash the digest of its state, live and disk being equal
 * @param shared whether the relay, when there was one, had acknowledged that state
 * @param log the stamp of its log when it came to rest: as long as that is the log's, nothing has happened since
 * @param identity who it is on the relay, null when it was never there
 */
public record AtRest(
        String docPath,
        String fileName,
        @Nullable FileStamp stamp,
        @Nullable ContentHash content,
        String stateHash,
        boolean shared,
        FileStamp log,
        Entry.@Nullable Identity identity) {}
