package dev.markco.agent.internal.use;

import dev.markco.agent.internal.disk.FileStamp;
import java.io.Closeable;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A file whose uses are recorded, whatever its name is and whether it has one. It is read and asked about so that this shows in
 * no history; who opens it by a name of its own does. Thread-safe.
 */
public interface ArmedFile extends Closeable {
    /** Which file it is; no other one has this as long as it is armed. */
    Inode inode();

    /**
     * What has happened since the last mark, or since it was armed, up to now.
     *
     * @return not whole when events were lost, or the file is not armed any more
     */
    UseHistory history();

    /** As {@link #history}, and begins a new one at the same moment: each event is in exactly one. */
    UseHistory mark();

    /**
     * Reads all that the file holds.
     *
     * @return null when that is longer
     * @throws IOException when it cannot be read, or is not armed any more
     */
    byte @Nullable [] read(int maxBytes) throws IOException;

    /**
     * What the file system says of it; no {@code links} when it has lost its name.
     *
     * @throws IOException when it is not armed any more
     */
    FileStamp stamp() throws IOException;

    /** Whether anybody has it open for writing now. */
    Writers writers();

    /** How those write who have it open for writing, as far as that can be seen; takes some ten milliseconds. */
    Appending appending();

    /** Ends the watch. Who armed the same file twice has one for both. */
    @Override
    void close();
}
