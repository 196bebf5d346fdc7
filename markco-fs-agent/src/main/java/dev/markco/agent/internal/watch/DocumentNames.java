package dev.markco.agent.internal.watch;

import dev.markco.sync.DocumentKey;
import dev.markco.sync.InvalidKeyException;
import java.util.UUID;

/** Which document a file of the project is, and back. Immutable. */
public final class DocumentNames {
    private final UUID userId;
    private final String project;

    public DocumentNames(UUID userId, String project) {
        this.userId = userId;
        this.project = project;
    }

    public UUID userId() {
        return userId;
    }

    public String project() {
        return project;
    }

    /** Whether a file of that name, with {@code /} between directories, wants to be a document. */
    public static boolean isDocumentFile(String name) {
        return name.endsWith(".md") || name.endsWith(".qmd");
    }

    /**
     * The document of a file.
     *
     * @throws InvalidKeyException when no document may have that name
     */
    public DocumentKey ofFile(String name) {
        return DocumentKey.of(userId, project, name);
    }

    /**
     * The document of a path.
     *
     * @throws InvalidKeyException when no document may have that path
     */
    public DocumentKey ofDocPath(String docPath) {
        return DocumentKey.of(userId, project, docPath);
    }
}
