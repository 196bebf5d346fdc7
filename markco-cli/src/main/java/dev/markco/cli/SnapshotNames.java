package dev.markco.cli;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Where mrmd-sync puts its snapshots, and under which names. A document's name is its path in the project without extension,
 * or with it, or its absolute path; slashes become two underscores, underscores at the start go. Pure.
 */
final class SnapshotNames {
    private static final Pattern LEADING = Pattern.compile("^_+");
    private static final String SUFFIX = ".yjs";
    private static final int HASH_DIGITS = 12;

    private SnapshotNames() {}

    /** The directories that have them: that of older versions, in the project, and that of newer ones, in the temporary directory. */
    static List<Path> directories(Path project, Path temporary) {
        String hash = Digests.sha256(project.toString().getBytes(StandardCharsets.UTF_8))
                .substring(0, HASH_DIGITS);
        return List.of(project.resolve(".mrmd-sync"), temporary.resolve("mrmd-sync-" + hash));
    }

    /**
     * The names that the snapshot of a file may have in such a directory.
     *
     * @param name the file, relative to the project, with {@code /} between directories
     */
    static Set<String> in(Path project, String name) {
        String absolute = project + "/" + name;
        Set<String> names = new LinkedHashSet<>();
        for (String document : List.of(stem(name), name, stem(absolute), absolute)) {
            names.add(LEADING.matcher(document.replace("/", "__")).replaceFirst("") + SUFFIX);
        }
        return names;
    }

    /** The snapshots that may lie beside a file, relative to the project. */
    static Set<String> beside(String name) {
        return new LinkedHashSet<>(List.of(stem(name) + SUFFIX, name + SUFFIX));
    }

    private static String stem(String name) {
        return name.substring(0, name.lastIndexOf('.'));
    }
}
