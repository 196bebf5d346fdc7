package dev.markco.agent.internal.project;

import dev.markco.agent.internal.disk.FileReplacer;
import dev.markco.agent.internal.disk.ProjectFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Moves files to other names, which may be those of each other: all, or none. A file that is not there is not moved, and where they go in
 * a circle there is one at each of the names at any moment. For one thread, and one use.
 */
final class FileMoves implements Renaming.FileMove {
    private final ProjectFiles files;
    private final FileReplacer replacer;
    private final Map<Path, Path> moves;
    /** What takes back what was done, the last first. */
    private final Deque<Back> done = new ArrayDeque<>();

    /** Takes one step back. */
    @FunctionalInterface
    private interface Back {
        void run() throws IOException;
    }

    /** {@code moves} has the new paths by the former ones. */
    FileMoves(ProjectFiles files, FileReplacer replacer, Map<Path, Path> moves) {
        this.files = files;
        this.replacer = replacer;
        this.moves = moves;
    }

    @Override
    public void run() throws IOException {
        try {
            moveAll();
        } catch (IOException e) {
            try {
                undo();
            } catch (IOException more) {
                e.addSuppressed(more);
            }
            throw e;
        }
    }

    @Override
    public void undo() throws IOException {
        for (Back back = done.poll(); back != null; back = done.poll()) {
            back.run();
        }
    }

    private void moveAll() throws IOException {
        Map<Path, Path> left = new LinkedHashMap<>(moves);
        while (!left.isEmpty()) {
            Map.Entry<Path, Path> next = left.entrySet().stream()
                    .filter(move -> !left.containsKey(move.getValue()))
                    .findFirst()
                    .orElse(null);
            if (next == null) {
                turn(left.keySet().iterator().next(), left);
                continue;
            }
            Path source = next.getKey();
            Path target = next.getValue();
            if (move(source, target)) {
                done.push(() -> move(target, source));
            }
            left.remove(source);
        }
    }

    /** Files that go in a circle. */
    private void turn(Path first, Map<Path, Path> left) throws IOException {
        Path next = left.remove(first);
        while (next != null && !next.equals(first)) {
            Path other = next;
            exchange(first, other);
            done.push(() -> exchange(first, other));
            next = left.remove(other);
        }
    }

    private void exchange(Path one, Path other) throws IOException {
        if (!replacer.exchange(one, other)) {
            throw new IOException("files cannot be exchanged here; rename them yourself");
        }
    }

    private boolean move(Path source, Path target) throws IOException {
        if (!Files.exists(source, LinkOption.NOFOLLOW_LINKS)) {
            return false;
        }
        files.makeParents(target);
        replacer.setAside(source, target);
        files.removeEmptyParents(source);
        return true;
    }
}
