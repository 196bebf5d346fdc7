package dev.markco.agent.internal.disk;

import java.io.IOException;
import java.nio.file.Path;

/** The way to append to files that others append to, and to learn where that went. Thread-safe. */
public interface Appends {
    /** Whether this can be done here at all. */
    boolean areSupported();

    /**
     * Appends bytes in one piece; one who appends as well may come between this and what was known of the file.
     *
     * @return the offset behind them
     * @throws IOException when that fails, or not all of them could be written: the rest is not there then
     */
    long append(Path file, byte[] bytes) throws IOException;
}
