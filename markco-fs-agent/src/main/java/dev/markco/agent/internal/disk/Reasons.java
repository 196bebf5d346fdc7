package dev.markco.agent.internal.disk;

import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

/** Why something failed, as a clause for people. Pure. */
public final class Reasons {
    private Reasons() {}

    /** Names no path where the failure is about one: whoever reads it knows which file it is about. */
    public static String of(Throwable failure) {
        if (!(failure instanceof FileSystemException disk) || disk.getReason() != null) {
            return failure instanceof FileSystemException named
                    ? String.valueOf(named.getReason())
                    : String.valueOf(failure.getMessage());
        }
        if (disk instanceof AccessDeniedException) {
            return "the rights of the file or of its directory forbid it (" + disk.getFile() + ")";
        }
        if (disk instanceof NoSuchFileException) {
            return disk.getFile() + " is not there";
        }
        return disk instanceof FileAlreadyExistsException
                ? disk.getFile() + " is there already"
                : String.valueOf(disk.getMessage());
    }
}
