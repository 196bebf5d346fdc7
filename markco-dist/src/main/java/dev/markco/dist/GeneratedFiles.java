package dev.markco.dist;

import dev.markco.cli.Main;
import dev.markco.cli.completion.Shell;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import picocli.CommandLine.Model.CommandSpec;

/** The files of the source tree that are made from the command model: {@code completions/} and {@code man/}. */
final class GeneratedFiles {
    private GeneratedFiles() {}

    /** What the files should hold, by their path below the root of the tree. */
    static SortedMap<String, String> wanted() {
        CommandSpec root = Main.commandLine().getCommandSpec();
        SortedMap<String, String> files = new TreeMap<>();
        for (Shell shell : Shell.values()) {
            files.put("completions/" + shell.fileName(), shell.completionOf(root));
        }
        ManPages.of(root).forEach((name, text) -> files.put("man/" + name, text));
        return files;
    }

    /** What they hold. */
    static SortedMap<String, String> present(Path tree) throws IOException {
        SortedMap<String, String> files = new TreeMap<>();
        for (String directory : Set.of("completions", "man")) {
            if (!Files.isDirectory(tree.resolve(directory))) {
                continue;
            }
            try (Stream<Path> listed = Files.list(tree.resolve(directory))) {
                for (Path file : listed.toList()) {
                    files.put(directory + "/" + file.getFileName(), Files.readString(file, StandardCharsets.UTF_8));
                }
            }
        }
        return files;
    }

    /** Makes the files hold what they should; removes those of commands that are gone. */
    static void write(Path tree) throws IOException {
        Map<String, String> wanted = wanted();
        Set<String> gone = new TreeSet<>(present(tree).keySet());
        gone.removeAll(wanted.keySet());
        for (String file : gone) {
            Files.delete(tree.resolve(file));
        }
        for (Map.Entry<String, String> file : wanted.entrySet()) {
            Path target = tree.resolve(file.getKey());
            Files.createDirectories(target.getParent());
            Files.writeString(target, file.getValue(), StandardCharsets.UTF_8);
        }
    }
}
