package dev.markco.agent.internal.disk;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** The renames that Java lacks. Thread-safe. */
public interface Renames {
    /**
     * Exchanges two existing files in one step.
     *
     * @return false when this system or file system cannot, and nothing happened
     * @throws NoSuchFileException when one of them does not exist
     * @throws OtherFileSystemException when they are on two file systems
     */
    boolean exchange(Path one, Path other) throws IOException;

    /**
     * Moves a file to a name that must be free.
     *
     * @throws FileAlreadyExistsException when the name is taken
     * @throws OtherFileSystemException when it is on another file system
     */
    void moveToFreeName(Path from, Path to) throws IOException;

    /**
     * Gives a file one more name.
     *
     * @return false when this file system cannot
     * @throws OtherFileSystemException when the name is on another file system than the file
     */
    boolean link(Path name, Path file) throws IOException;
}
