package dev.markco.agent.internal.project;

import dev.markco.agent.internal.disk.ProjectFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Which documents have symbolic links for files, by what they lead to: nothing tells of a change under the name of a link. Thread-safe. */
final class SymbolicLinks {
    private static final Logger log = LoggerFactory.getLogger(SymbolicLinks.class);

    private final ProjectFiles files;
    private final Map<Path, Set<String>> documents = new ConcurrentHashMap<>();

    SymbolicLinks(ProjectFiles files) {
        this.files = files;
    }

    /** Notes the file of a document, if it is a link. */
    void note(String name, String docPath) {
        if (Files.isSymbolicLink(files.path(name))) {
            try {
                documents
                        .computeIfAbsent(files.locate(name), target -> ConcurrentHashMap.newKeySet())
                        .add(docPath);
            } catch (IOException e) {
                log.debug("'{}' leads nowhere; the document reports it", name, e);
            }
        }
    }

    /** The paths of the documents that had links to a file when they were taken up. */
    Set<String> to(String name) {
        return documents.getOrDefault(files.path(name), Set.of());
    }
}
