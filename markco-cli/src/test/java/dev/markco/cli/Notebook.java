package dev.markco.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** The project of the README's tour. */
final class Notebook {
    /** How many documents it has. */
    static final int DOCUMENTS = 7;

    private static final Path EXAMPLE = Path.of("..", "examples", "notebook");

    private Notebook() {}

    /** Copies it into a directory, without what an agent left in it, and returns the copy. */
    static Path copyInto(Path directory) throws IOException {
        Path project = directory.resolve("notebook");
        try (Stream<Path> files = Files.walk(EXAMPLE)) {
            for (Path file :
                    files.filter(path -> !path.toString().contains(".markco")).toList()) {
                Path copy = project.resolve(EXAMPLE.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(copy);
                } else {
                    Files.copy(file, copy);
                }
            }
        }
        return project;
    }
}
