package dev.markco.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The text files of the whole project, as they are checked out: without what is built, downloaded, hidden or binary. */
final class SourceTree {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Set<String> NOT_OURS = Set.of("target", "node_modules");
    /** Hashes of packages, which may look like anything. */
    private static final String LOCK = "package-lock.json";

    private SourceTree() {}

    /**
     * A file.
     *
     * @param path below the root, with {@code /}
     */
    record Source(String path, String text) {
        String name() {
            return path.substring(path.lastIndexOf('/') + 1);
        }

        /** Whether it is a test, or belongs to one. */
        boolean isTest() {
            return path.contains("/src/test/") || path.matches("markco-web/(test|browser)/.*");
        }
    }

    static Source read(String path) {
        return read(ROOT.resolve(path));
    }

    private static Source read(Path file) {
        try {
            return new Source(
                    ROOT.relativize(file).toString().replace('\\', '/'),
                    new String(Files.readAllBytes(file), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static List<Source> all() {
        if (!Files.isRegularFile(ROOT.resolve("pom.xml")) || !Files.isDirectory(ROOT.resolve("markco-cli/src"))) {
            throw new AssertionError("the sources of markco are not in " + ROOT);
        }
        List<Source> sources = new ArrayList<>();
        try {
            Files.walkFileTree(ROOT, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
                    return !directory.equals(ROOT) && isLeftOut(directory)
                            ? FileVisitResult.SKIP_SUBTREE
                            : FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                    if (attributes.isRegularFile() && !isLeftOut(file)) {
                        Source source = read(file);
                        if (source.text.indexOf('\0') < 0) {
                            sources.add(source);
                        }
                    }
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return sources;
    }

    private static boolean isLeftOut(Path path) {
        String name = String.valueOf(path.getFileName());
        return name.startsWith(".") || name.equals(LOCK) || NOT_OURS.contains(name);
    }
}
