package dev.markco.agent.internal.watch;

import dev.markco.agent.internal.disk.FileNames;
import dev.markco.agent.internal.disk.Reasons;
import dev.markco.sync.InvalidKeyException;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One look at all files of a project.
 *
 * @param files the file of each document, by document path
 * @param refused files that cannot be documents although they look like it, by name, with the reason
 * @param unreadable directories that could not be listed: what is in them is not known, not gone
 */
public record ProjectScan(
        SortedMap<String, String> files, SortedMap<String, String> refused, SortedMap<String, String> unreadable) {
    public ProjectScan {
        files = Collections.unmodifiableSortedMap(files);
        refused = Collections.unmodifiableSortedMap(refused);
        unreadable = Collections.unmodifiableSortedMap(unreadable);
    }

    /**
     * Walks the project; symbolic links to directories are not followed.
     *
     * @throws IOException when the project's directory itself is gone or cannot be listed
     */
    public static ProjectScan of(Path root, IgnoreRules rules, DocumentNames names) throws IOException {
        if (!Files.isDirectory(root)) {
            throw new NoSuchFileException(root.toString(), null, "the project's directory is gone");
        }
        Walk walk = new Walk(root, rules, names);
        Files.walkFileTree(root, walk);
        return new ProjectScan(walk.files, walk.refused, walk.unreadable);
    }

    private static final class Walk extends SimpleFileVisitor<Path> {
        private final Path root;
        private final IgnoreRules rules;
        private final DocumentNames names;
        private final TreeMap<String, String> files = new TreeMap<>();
        private final TreeMap<String, String> refused = new TreeMap<>();
        private final TreeMap<String, String> unreadable = new TreeMap<>();

        Walk(Path root, IgnoreRules rules, DocumentNames names) {
            this.root = root;
            this.rules = rules;
            this.names = names;
        }

        @Override
        public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
            if (directory.equals(root)) {
                return FileVisitResult.CONTINUE;
            }
            String name = FileNames.below(root, directory);
            if (!FileNames.isSpeakable(root, directory, name)) {
                refused.put(name, FileNames.unspeakable());
                return FileVisitResult.SKIP_SUBTREE;
            }
            return rules.isIgnored(name, true) ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            String name = FileNames.below(root, file);
            boolean isDocument = DocumentNames.isDocumentFile(name);
            String why = isDocument ? null : DocumentNames.whyNone(name);
            if (!isDocument && why == null) {
                return FileVisitResult.CONTINUE;
            }
            if (!FileNames.isSpeakable(root, file, name)) {
                refused.put(name, FileNames.unspeakable());
            } else if (!rules.isIgnored(name, false)) {
                if (isDocument) {
                    add(name);
                } else if (attributes.isRegularFile()) {
                    refused.put(name, String.valueOf(why));
                }
            }
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFileFailed(Path path, IOException failure) throws IOException {
            if (path.equals(root)) {
                throw failure;
            }
            if (!(failure instanceof NoSuchFileException)) {
                unreadable.put(FileNames.below(root, path), Reasons.of(failure));
            }
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException failure) {
            if (failure != null) {
                unreadable.put(FileNames.below(root, directory), Reasons.of(failure));
            }
            return FileVisitResult.CONTINUE;
        }

        private void add(String name) {
            try {
                String docPath = names.ofFile(name).docPath();
                String twin = files.putIfAbsent(docPath, name);
                if (twin != null) {
                    refused.put(name, "the file '" + twin + "' is the same document");
                }
            } catch (InvalidKeyException e) {
                refused.put(name, String.valueOf(e.getMessage()));
            }
        }
    }

    /** What was refused, with unreadable directories. */
    public Map<String, String> reports() {
        SortedMap<String, String> all = new TreeMap<>(refused);
        unreadable.forEach((name, why) -> all.put(name, "it cannot be listed: " + why));
        return all;
    }
}
