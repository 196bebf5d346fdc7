package dev.markco.agent.internal.file;

import dev.markco.agent.internal.disk.FileReplacer;
import dev.markco.agent.internal.disk.OutsideProjectException;
import dev.markco.agent.internal.disk.ProjectFiles;
import dev.markco.agent.internal.disk.WriteOutcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps texts that have no place in a document beside its file, as {@code name.conflict-<host>-<hash>.md}. The hash is that
 * of the content, so that one text is kept once, however often that is tried. Thread-safe.
 */
final class ConflictCopies {
    private static final Logger log = LoggerFactory.getLogger(ConflictCopies.class);

    private final ProjectFiles files;
    private final FileReplacer replacer;
    private final String host;
    private volatile @Nullable String last;

    ConflictCopies(ProjectFiles files, FileReplacer replacer, String host) {
        this.files = files;
        this.replacer = replacer;
        this.host = host;
    }

    /** The copy that was made last, or null. */
    @Nullable
    String last() {
        return last;
    }

    /**
     * Moves the file itself aside, so that nothing written to it meanwhile is lost.
     *
     * @param content what the file held when that was decided
     */
    void setAside(String name, byte[] content, String why) throws IOException {
        String copy = ConflictName.of(name, host, content);
        Path target = files.locate(copy);
        if (!Files.exists(target)) {
            replacer.setAside(files.locate(name), target);
        } else if (Arrays.equals(Files.readAllBytes(files.locate(name)), content)) {
            // It is kept already; had it changed just now, it would get a name of its own the next time.
            Files.delete(files.locate(name));
        }
        log.warn("CONFLICT in '{}': {}. The other text is kept in '{}'", name, why, copy);
        last = copy;
    }

    /** The file that the copy is to be like, null when it cannot be told. */
    private @Nullable Path original(String name) throws IOException {
        try {
            return files.locate(name);
        } catch (OutsideProjectException e) {
            log.trace("'{}' leads nowhere: its copy is its owner's alone", name, e);
            return null;
        }
    }

    /** Keeps a content; it is durable when this returns. */
    void keep(String name, byte[] content, String why) throws IOException {
        String copy = ConflictName.of(name, host, content);
        Path target = files.locate(copy);
        files.makeParents(target);
        if (!Files.exists(target)) {
            Path original = original(name);
            WriteOutcome outcome = replacer.createLike(original, target, content);
            if (outcome instanceof WriteOutcome.OtherFileSystem) {
                outcome = replacer.createLike(original, target, content);
            }
            if (!(outcome instanceof WriteOutcome.Written) && !Files.exists(target)) {
                throw new IOException("unable to keep '" + copy + "': " + outcome);
            }
        }
        if (!Arrays.equals(Files.readAllBytes(target), content)) {
            log.warn("'{}' was edited since it was kept", copy);
        }
        log.warn("CONFLICT in '{}': {}. The other text is kept in '{}'", name, why, copy);
        last = copy;
    }
}
