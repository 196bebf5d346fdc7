package dev.markco.agent;

import dev.markco.agent.internal.disk.FileReading;
import dev.markco.agent.internal.disk.OutsideProjectException;
import dev.markco.agent.internal.disk.ProjectFiles;
import dev.markco.agent.internal.watch.DocumentNames;
import dev.markco.agent.internal.watch.IgnoreRules;
import dev.markco.agent.internal.watch.ProjectScan;
import dev.markco.sync.DocumentKey;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;

/** The files of a directory that an agent would keep as documents, without an agent. Nothing is written. */
public final class ProjectListing {
    private final ProjectFiles files;
    private final SortedMap<DocumentKey, String> documents;
    private final Map<String, String> refused;

    private ProjectListing(ProjectFiles files, SortedMap<DocumentKey, String> documents, Map<String, String> refused) {
        this.files = files;
        this.documents = Collections.unmodifiableSortedMap(documents);
        this.refused = Map.copyOf(refused);
    }

    /** What a file holds. */
    public sealed interface Content {}

    /** All bytes of a file of UTF-8 text. */
    @SuppressWarnings("ArrayRecordComponent") // Handed on, never compared.
    public record Text(byte[] bytes) implements Content {}

    /** A file that cannot be a document, with the reason as a clause. */
    public record Refused(String why) implements Content {}

    /**
     * Looks at a directory, by the rules of the agent.
     *
     * @param project the project's name on the relay
     * @param maxFileSize the largest file, in bytes, that is a document
     * @throws IOException when the directory is gone or cannot be listed
     */
    public static ProjectListing of(Path directory, UUID user, String project, long maxFileSize) throws IOException {
        ProjectFiles files = new ProjectFiles(directory, maxFileSize);
        DocumentNames names = new DocumentNames(user, project);
        ProjectScan scan = ProjectScan.of(files.root(), new IgnoreRules(files.root()), names);
        SortedMap<DocumentKey, String> documents = new TreeMap<>();
        scan.files().forEach((docPath, name) -> documents.put(names.ofDocPath(docPath), name));
        return new ProjectListing(files, documents, scan.reports());
    }

    /** The file of each document, relative and with {@code /} between directories. */
    public SortedMap<DocumentKey, String> documents() {
        return documents;
    }

    /** Files and directories that are left out although they look like documents, with the reason. */
    public Map<String, String> refused() {
        return refused;
    }

    /** Reads a document's file whole. */
    public Content read(String name) throws IOException {
        try {
            FileReading reading = files.readAt(files.locate(name));
            if (reading instanceof FileReading.Text text) {
                return new Text(text.content());
            }
            return new Refused(reading instanceof FileReading.Refused no ? no.why() : "it is gone");
        } catch (OutsideProjectException e) {
            return new Refused(String.valueOf(e.getMessage()));
        }
    }
}
