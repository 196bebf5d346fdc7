package dev.markco.cli;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A file or directory that is being written and goes away again unless it is finished: also when Ctrl-C ends the command. */
final class Leftovers implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Leftovers.class);
    private static final Set<Path> pending = ConcurrentHashMap.newKeySet();

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> pending.forEach(Leftovers::delete), "leftovers"));
    }

    private final Path path;

    private Leftovers(Path path) {
        this.path = path;
        pending.add(path);
    }

    /** Watches over what is made at a path; when this is closed, nothing is there any more. */
    static Leftovers of(Path path) {
        return new Leftovers(path);
    }

    @Override
    public void close() {
        delete(path);
        pending.remove(path);
    }

    private static void delete(Path root) {
        try {
            if (!Files.exists(root)) {
                return;
            }
            Files.walkFileTree(root, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                    Files.delete(file);
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult postVisitDirectory(Path visited, @Nullable IOException failure)
                        throws IOException {
                    Files.delete(visited);
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            log.warn("{} is left over: {}", root, Reasons.of(e));
        }
    }
}
