package dev.markco.cli;

import dev.markco.sync.DocumentKey;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * The file names of a dump's documents, relative and with {@code /}: those of a project's files where file systems can hold
 * them side by side, and a name made of the document's key where they cannot. Which it is depends on nothing but the
 * documents given before. Pure.
 */
final class DumpNames {
    /** What file systems allow of one segment, less what is appended. */
    private static final int LONGEST_SEGMENT = 240;

    private final Set<String> files = new HashSet<>();
    private final Set<String> directories = new HashSet<>();

    /** The name for one more document. */
    String add(DocumentKey key) {
        String name = key.fileName();
        if (!fits(name)) {
            name = "by-key/"
                    + Digests.sha256(key.toString().getBytes(StandardCharsets.UTF_8))
                            .substring(0, 32) + (name.endsWith(".qmd") ? ".qmd" : ".md");
        }
        String folded = fold(name);
        files.add(folded);
        for (int slash = folded.indexOf('/'); slash >= 0; slash = folded.indexOf('/', slash + 1)) {
            directories.add(folded.substring(0, slash));
        }
        return name;
    }

    private boolean fits(String name) {
        String folded = fold(name);
        if (files.contains(folded) || directories.contains(folded)) {
            return false;
        }
        for (int slash = folded.indexOf('/'); slash >= 0; slash = folded.indexOf('/', slash + 1)) {
            if (files.contains(folded.substring(0, slash))) {
                return false;
            }
        }
        return List.of(name.split("/", -1)).stream()
                .allMatch(segment -> segment.getBytes(StandardCharsets.UTF_8).length <= LONGEST_SEGMENT);
    }

    /** Names that some file system takes for the same. */
    private static String fold(String name) {
        return name.toLowerCase(Locale.ROOT);
    }
}
