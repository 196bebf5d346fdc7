package dev.markco.agent.internal.git;

import dev.markco.agent.internal.disk.FileNames;
import dev.markco.agent.internal.disk.FileStamp;
import dev.markco.sync.time.Time;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The git repository that a project lies in, if there is one. Nothing is read of it but its index, the times of that and of its
 * lock, and the names of its objects, and only when asked. Thread-safe.
 */
public final class GitRepository {
    private static final Logger log = LoggerFactory.getLogger(GitRepository.class);

    private static final Pattern SHA_256 = Pattern.compile("(?im)^\\s*objectformat\\s*=\\s*sha256\\s*$");

    private static final long LONGEST_CONFIG = 1 << 20;
    /** How often a repository that was not there is looked for again, in nanoseconds. */
    private static final long SEARCH_INTERVAL = TimeUnit.SECONDS.toNanos(10);

    private final @Nullable Path project;
    private final LongSupplier nanos;
    private volatile @Nullable GitLayout layout;
    private volatile long searched;
    /** The lock that was reported as left over. */
    private volatile long reported = GitBatch.NONE;

    private GitRepository(@Nullable Path project, LongSupplier nanos) {
        this.project = project;
        this.nanos = nanos;
        search();
    }

    /** The repository of the nearest {@code .git} at the project's directory or above it. */
    public static GitRepository around(Path project, Time time) {
        return new GitRepository(project, time::nanos);
    }

    /** No repository. */
    public static GitRepository none() {
        return new GitRepository(null, () -> 0);
    }

    /** When the lock of the index was written last, {@link GitBatch#NONE} when there is none. */
    long locked() {
        return modified("index.lock");
    }

    /** When the index was written last, {@link GitBatch#NONE} when there is none. */
    long written() {
        return modified("index");
    }

    /** When the command that has the lock began, which was at {@code lock} at the latest. */
    long begun(long lock) {
        return Math.min(lock, birth("index.lock", lock));
    }

    /** The last command that has written the index. */
    GitBatch.Command last() {
        long ended = written();
        // Should another one end just now, it began behind that.
        return new GitBatch.Command(birth("index", GitBatch.NONE), ended);
    }

    /** The index, null when there is no repository. */
    @Nullable
    Path index() {
        return path("index");
    }

    /** How many bytes an object's name has. */
    int hashBytes() {
        GitLayout found = layout();
        return found == null ? GitObjects.SHA_1_BYTES : hashBytes(found);
    }

    private static int hashBytes(GitLayout layout) {
        Path config = layout.common().resolve("config");
        try {
            String text = GitFiles.readText(config, LONGEST_CONFIG);
            return text != null && SHA_256.matcher(text).find() ? GitObjects.SHA_256_BYTES : GitObjects.SHA_1_BYTES;
        } catch (IOException e) {
            log.debug("{} cannot be read; its objects are taken to have names of the usual kind", config, e);
            return GitObjects.SHA_1_BYTES;
        }
    }

    /** Whether git has stored a file of that content, as far as that can be said. */
    public boolean has(byte[] content) {
        GitLayout found = layout();
        if (found == null) {
            return false;
        }
        Path objects = found.common().resolve("objects");
        try {
            return new GitObjects(objects, hashBytes(found)).hasFile(content);
        } catch (IOException | InvalidPathException e) {
            log.debug("{} cannot be looked through", objects, e);
            return false;
        }
    }

    /** How the index names a file, null for one that lies outside. */
    @Nullable
    String nameOf(Path file) {
        GitLayout found = layout;
        return found == null || !file.startsWith(found.root()) ? null : FileNames.below(found.root(), file);
    }

    /** A lock is not waited for any longer. */
    void ignore(long lock) {
        if (reported != lock) {
            reported = lock;
            log.warn(
                    "{} has been there for a while; files are taken and written all the same. If no git command is"
                            + " running, delete it",
                    path("index.lock"));
        }
    }

    private long modified(String name) {
        Path file = path(name);
        try {
            return file == null
                    ? GitBatch.NONE
                    : Files.getLastModifiedTime(file, LinkOption.NOFOLLOW_LINKS).toMillis();
        } catch (NoSuchFileException | NotDirectoryException e) {
            return GitBatch.NONE;
        } catch (IOException e) {
            log.debug("{} cannot be looked at", file, e);
            return GitBatch.NONE;
        }
    }

    private long birth(String name, long unknown) {
        Path file = path(name);
        try {
            long birth = file == null ? 0 : FileStamp.birth(file);
            return birth == 0 ? unknown : TimeUnit.NANOSECONDS.toMillis(birth);
        } catch (IOException e) {
            log.debug("{} cannot be looked at", file, e);
            return unknown;
        }
    }

    private @Nullable Path path(String name) {
        GitLayout found = layout();
        return found == null ? null : found.directory().resolve(name);
    }

    private @Nullable GitLayout layout() {
        if (layout == null && project != null && nanos.getAsLong() - searched >= SEARCH_INTERVAL) {
            search();
        }
        return layout;
    }

    private void search() {
        searched = nanos.getAsLong();
        layout = project == null ? null : GitLayout.around(project);
    }
}
