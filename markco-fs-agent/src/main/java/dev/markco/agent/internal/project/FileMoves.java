package dev.markco.agent.internal.project;

import dev.markco.agent.internal.disk.FileReplacer;
import dev.markco.agent.internal.disk.ProjectFiles;
import java.io.IOException;
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
    private final Map<String, String> moves;
    /** What takes back what was done, the last first. */
    private final Deque<Renaming.Step> done = new ArrayDeque<>();

    /** {@code moves} has the new names by the former ones. */
    FileMoves(ProjectFiles files, FileReplacer replacer, Map<String, String> moves) {
        this.files = files;
        this.replacer = replacer;
        this.moves = moves;
    }

    @Override
    public void run() throws IOException {
        try {
            moveAll();
        } catch (IOException e) {
            Renaming.doBeside(e, this::undo);
            throw e;
        }
    }

    @Override
    public void undo() throws IOException {
        for (Renaming.Step back = done.poll(); back != null; back = done.poll()) {
            back.run();
        }
    }

    private void moveAll() throws IOException {
        Map<String, String> left = new LinkedHashMap<>(moves);
        while (!left.isEmpty()) {
            Map.Entry<String, String> next = left.entrySet().stream()
                    .filter(move -> !left.containsKey(move.getValue()))
                    .findFirst()
                    .orElse(null);
            if (next == null) {
                turn(left.keySet().iterator().next(), left);
                continue;
            }
            String source = next.getKey();
            String target = next.getValue();
            if (move(source, target)) {
                done.push(() -> move(target, source));
            }
            left.remove(source);
        }
    }

    /** Files that go in a circle. */
    private void turn(String first, Map<String, String> left) throws IOException {
        String next = left.remove(first);
        while (next != null && !next.equals(first)) {
            String other = next;
            exchange(first, other);
            done.push(() -> exchange(first, other));
            next = left.remove(other);
        }
    }

    private void exchange(String one, String other) throws IOException {
        if (!replacer.exchange(files.path(one), files.path(other))) {
            throw new IOException("files cannot be exchanged here; rename them yourself");
        }
    }

    private boolean move(String source, String target) throws IOException {
        if (!files.isTaken(source)) {
            return false;
        }
        Path from = files.path(source);
        Path to = files.path(target);
        files.makeParents(to);
        replacer.setAside(from, to);
        files.removeEmptyParents(from);
        return true;
    }
}
