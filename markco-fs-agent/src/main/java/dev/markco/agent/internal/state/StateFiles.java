package dev.markco.agent.internal.state;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is done alike with all files of the state: they are listed, and the small ones written whole. */
final class StateFiles {
    private static final Logger log = LoggerFactory.getLogger(StateFiles.class);

    private StateFiles() {}

    /** Puts a file in the place of what is there, in one step. It is not durable: the next run does without, or finds the former. */
    static void write(Path file, byte[] content) throws IOException {
        Path temp = file.resolveSibling(file.getFileName() + ".new");
        try {
            Files.write(temp, content);
        } catch (IOException e) {
            Files.deleteIfExists(temp);
            throw e;
        }
        Files.move(temp, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** What is in a directory under such names; nothing when there is no directory. */
    static List<Path> list(Path directory, String pattern) throws IOException {
        List<Path> files = new ArrayList<>();
        try (DirectoryStream<Path> found = Files.newDirectoryStream(directory, pattern)) {
            found.forEach(files::add);
        } catch (NoSuchFileException e) {
            log.trace("there is no {}", directory, e);
        }
        return files;
    }
}
