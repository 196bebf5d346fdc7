package dev.markco.agent.internal.state;

import dev.markco.agent.internal.disk.WritePlan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What earlier runs left among the swaps and no log knows of, as when a log was damaged. */
final class LeftSwaps {
    private static final Logger log = LoggerFactory.getLogger(LeftSwaps.class);

    private LeftSwaps() {}

    /**
     * Looks for them. What was not complete was ours and is in a log or a document, and is deleted; anything else may hold the
     * last words that a program wrote to a file that it had open, and stays for people to look at.
     *
     * @param documents where the logs are
     * @param project as an absolute path
     */
    static void lookFor(Path swaps, Path documents, Path project) throws IOException {
        List<Path> files = StateFiles.list(swaps, "*");
        if (files.isEmpty()) {
            return;
        }
        Set<Path> known = known(documents, project);
        files.removeIf(file -> known.contains(file.toAbsolutePath()));
        for (Path file : files) {
            if (WritePlan.isPart(file)) {
                Files.deleteIfExists(file);
            }
        }
        files.removeIf(WritePlan::isPart);
        if (!files.isEmpty()) {
            log.warn(
                    "{} holds {} files that an earlier run took out of the project and lost track of, {} among them. They"
                            + " may hold text that is nowhere else; when you have looked at them, delete them",
                    swaps,
                    files.size(),
                    files.get(0).getFileName());
        }
    }

    /** The files that the writes need of which logs tell. */
    private static Set<Path> known(Path documents, Path project) throws IOException {
        Set<Path> known = new HashSet<>();
        for (Path file : StateFiles.list(documents, "*.log")) {
            try {
                LogFormat.parse(Files.readAllBytes(file), file).entries().forEach(entry -> {
                    if (entry instanceof Entry.Intent intent) {
                        known.addAll(intent.plan().in(project).temps());
                    }
                });
            } catch (CorruptStateException e) {
                log.debug("{} tells of no swaps; it will be set aside", file, e);
            }
        }
        return known;
    }
}
