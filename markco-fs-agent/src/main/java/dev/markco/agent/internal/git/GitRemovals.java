package dev.markco.agent.internal.git;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which files git has taken out of its index since the agent looks: those that are gone were deleted by a git command, as by a
 * checkout of a branch that does not have them, and not by an accident. Confined to one task.
 */
public final class GitRemovals {
    private static final Logger log = LoggerFactory.getLogger(GitRemovals.class);

    /** As long as an array may be. */
    private static final long LONGEST_INDEX = Integer.MAX_VALUE - 8;

    private final GitRepository repository;
    private final Set<String> removed = new HashSet<>();
    private @Nullable Set<String> tracked;
    private long read = GitBatch.NONE;

    public GitRemovals(GitRepository repository) {
        this.repository = repository;
    }

    /** Looks at the index if it has changed; to be called now and then, so that each change is seen. */
    public void look() {
        long written = repository.written();
        if (written == read && written != GitBatch.NONE && tracked != null) {
            return;
        }
        read = written;
        Set<String> now = written == GitBatch.NONE ? null : names();
        Set<String> before = tracked;
        if (now != null && before != null) {
            removed.addAll(before);
        }
        if (now == null) {
            removed.clear();
        } else {
            removed.removeAll(now);
        }
        tracked = now;
    }

    private @Nullable Set<String> names() {
        Path index = repository.index();
        try {
            byte[] bytes = index == null ? null : GitFiles.read(index, LONGEST_INDEX);
            return bytes == null ? null : GitIndex.names(bytes, repository.hashBytes());
        } catch (IOException e) {
            log.debug("{} cannot be read", index, e);
            return null;
        }
    }

    /** Whether git took a file out of its index, and has not put it back; {@code file} is its path. */
    public boolean isRemoved(Path file) {
        String name = repository.nameOf(file);
        return name != null && removed.contains(name);
    }
}
