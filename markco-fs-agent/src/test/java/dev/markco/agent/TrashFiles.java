package dev.markco.agent;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** What is in the trash of a project's directory. */
public final class TrashFiles {
    private TrashFiles() {}

    /** All files there; none where there is no trash. */
    public static List<Path> of(Path project) throws IOException {
        Path trash = project.resolve(".markco/trash");
        if (!Files.exists(trash)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(trash)) {
            return files.filter(Files::isRegularFile).toList();
        }
    }
}
