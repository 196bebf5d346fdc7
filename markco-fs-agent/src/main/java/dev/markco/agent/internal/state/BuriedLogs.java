package dev.markco.agent.internal.state;

import dev.markco.agent.internal.disk.FaultPoints;
import dev.markco.agent.internal.disk.Posix;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The logs of documents that were deleted, kept for a while: under each path that of the document deleted last. Thread-safe. */
public final class BuriedLogs {
    private static final Logger log = LoggerFactory.getLogger(BuriedLogs.class);

    private final Path graves;
    private final DocumentLogs logs;
    private final FaultPoints faults;

    /** Those in a state directory, beside the logs of the documents that there are. */
    BuriedLogs(Path state, DocumentLogs logs, FaultPoints faults) {
        this.graves = state.resolve("deleted");
        this.logs = logs;
        this.faults = faults;
    }

    /** Keeps the log of a document that is deleted, in the place of one of that name that was deleted earlier. */
    public void bury(String docPath) throws IOException {
        Path file = logs.file(docPath);
        if (!Files.exists(file)) {
            return;
        }
        Path grave = grave(docPath);
        Files.createDirectories(grave.getParent());
        faults.pass("before log deleted");
        Files.move(file, grave, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        Posix.syncParent(grave);
        Posix.syncParent(file);
        faults.pass("log deleted");
    }

    /** What the log of the document held that was deleted last under a path; empty for none, or one that is damaged. */
    public List<Entry> read(String docPath) throws IOException {
        Path grave = grave(docPath);
        try {
            return LogFormat.parse(Files.readAllBytes(grave), grave).entries();
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (CorruptStateException e) {
            log.warn("{} is not used: {}", grave, e.getMessage());
            return List.of();
        }
    }

    /** The document that was deleted last under a path is there again: it gets its log back, unless there is another one. */
    public void exhume(String docPath) throws IOException {
        Path file = logs.file(docPath);
        if (!Files.exists(file)) {
            Files.move(grave(docPath), file, StandardCopyOption.ATOMIC_MOVE);
            Posix.syncParent(file);
        }
    }

    /** Forgets documents that were deleted before that. */
    public void forget(Instant before) {
        try {
            for (Path grave : StateFiles.list(graves, "*.log")) {
                if (Files.getLastModifiedTime(grave).toInstant().isBefore(before)) {
                    Files.deleteIfExists(grave);
                }
            }
        } catch (IOException e) {
            log.warn("Documents that were deleted long ago cannot be forgotten: {}", e.getMessage());
        }
    }

    private Path grave(String docPath) {
        return graves.resolve(logs.file(docPath).getFileName());
    }
}
