package dev.markco.agent.internal.use;

import java.io.Closeable;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The record of who uses files: files themselves, not names, so that a use is never told of the file that has just taken the
 * place of another. Thread-safe.
 */
public interface FileUses extends Closeable {
    /**
     * Records the uses of a file from when this returns. A file that is armed already stays as it is, with its mark and its
     * listener.
     *
     * @return null when the system cannot tell them, or it is no regular file of this name
     */
    @Nullable
    ArmedFile arm(Path file, UseListener listener);

    /** Whether anybody has a file of this name open for writing now, armed or not. */
    Writers writers(Path file);

    /** How those write who have a file of this name open for writing, armed or not; takes some ten milliseconds. */
    Appending appending(Path file);

    /** Ends all watches; from then on nothing is known and nobody is told anything. */
    @Override
    void close();
}
