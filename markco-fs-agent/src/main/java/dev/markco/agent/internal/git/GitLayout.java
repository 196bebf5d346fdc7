package dev.markco.agent.internal.git;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where a git repository has what.
 *
 * @param root the directory with its files
 * @param directory what belongs to this work tree
 * @param common what belongs to all work trees of the repository
 */
public record GitLayout(Path root, Path directory, Path common) {
    private static final Logger log = LoggerFactory.getLogger(GitLayout.class);
    private static final String DOT_GIT = ".git";
    private static final String POINTER = "gitdir:";
    /** A {@code .git} that is a file is one short line. */
    private static final long LONGEST_POINTER = 4_096;

    /** The repository that a directory lies in, at its root or below it; null for none. Links must be resolved. */
    public static @Nullable GitLayout around(Path start) {
        for (Path at = start; at != null; at = at.getParent()) {
            GitLayout found = at(at);
            if (found != null) {
                return found;
            }
        }
        return null;
    }

    /** The repository whose files a directory has; null for none. */
    public static @Nullable GitLayout at(Path root) {
        Path candidate = root.resolve(DOT_GIT);
        try {
            @Nullable Path directory = null;
            if (Files.isDirectory(candidate)) {
                directory = candidate;
            } else {
                directory = pointed(candidate);
            }
            if (directory == null || !Files.exists(directory.resolve("HEAD"))) {
                return null;
            }
            return new GitLayout(root, directory, common(directory));
        } catch (IOException | InvalidPathException e) {
            log.debug("{} cannot be read", candidate, e);
            return null;
        }
    }

    /** Worktrees and submodules have a file that names their directory. */
    private static @Nullable Path pointed(Path file) throws IOException {
        String text = GitFiles.readText(file, LONGEST_POINTER);
        return text != null && text.startsWith(POINTER)
                ? file.resolveSibling(text.substring(POINTER.length()).strip()).normalize()
                : null;
    }

    private static Path common(Path directory) throws IOException {
        String common = GitFiles.readText(directory.resolve("commondir"), LONGEST_POINTER);
        return common == null ? directory : directory.resolve(common.strip()).normalize();
    }

    /** The patterns that this repository alone has, and nobody else gets. */
    public Path exclude() {
        return common.resolve("info").resolve("exclude");
    }
}
