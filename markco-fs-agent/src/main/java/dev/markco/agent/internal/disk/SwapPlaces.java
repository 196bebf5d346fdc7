package dev.markco.agent.internal.disk;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where the files lie that a write needs, and those that it swapped out: in one directory out of sight, so that no {@code git
 * add} and no search finds them. Beside their target where that is on another file system, with which nothing can be
 * exchanged. Thread-safe.
 */
final class SwapPlaces {
    private static final Logger log = LoggerFactory.getLogger(SwapPlaces.class);

    private final Path hidden;
    /** For each directory that has been written to: whether its files can be exchanged with hidden ones. */
    private final Map<Path, Boolean> reachable = new ConcurrentHashMap<>();

    SwapPlaces(Path hidden) {
        this.hidden = hidden;
    }

    /** The directory for what is to be exchanged with files in {@code directory}; it exists when this returns. */
    Path of(Path directory) {
        return hasHidden() && reachable.computeIfAbsent(directory, this::isOnSameFileSystem) ? hidden : directory;
    }

    /** An exchange with files in that directory failed although it looked possible, as it does across a mount. */
    void avoid(Path directory) {
        reachable.put(directory, false);
    }

    private boolean hasHidden() {
        if (Files.isDirectory(hidden)) {
            return true;
        }
        try {
            Files.createDirectory(hidden);
            Posix.syncParent(hidden);
            return true;
        } catch (IOException e) {
            log.debug("{} cannot be made; swapped files lie beside their targets", hidden, e);
            return false;
        }
    }

    private boolean isOnSameFileSystem(Path directory) {
        try {
            return Posix.SUPPORTED
                    ? Files.getAttribute(directory, "unix:dev").equals(Files.getAttribute(hidden, "unix:dev"))
                    : Files.getFileStore(directory).equals(Files.getFileStore(hidden));
        } catch (IOException e) {
            log.debug("It cannot be told whether {} and {} are on one file system", directory, hidden, e);
            return false;
        }
    }
}
