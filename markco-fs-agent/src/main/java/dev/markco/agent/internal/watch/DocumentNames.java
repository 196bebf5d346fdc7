package dev.markco.agent.internal.watch;

import dev.markco.agent.internal.disk.FileNames;
import dev.markco.sync.DocumentKey;
import dev.markco.sync.InvalidKeyException;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

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

    /** What other programs call files that are Markdown. */
    private static final List<String> LIKE_MARKDOWN = List.of(".md", ".qmd", ".markdown", ".mdown", ".mkd", ".mkdn");

    /** Whether a file of that name, with {@code /} between directories, wants to be a document. */
    public static boolean isDocumentFile(String name) {
        return name.endsWith(".md") || name.endsWith(".qmd");
    }

    /** Why a file is no document although people may take it for one; null for any other file. */
    static @Nullable String whyNone(String name) {
        String small = name.toLowerCase(Locale.ROOT);
        for (String end : LIKE_MARKDOWN) {
            if (small.endsWith(end) && !isDocumentFile(name)) {
                return "its name ends with '" + name.substring(name.length() - end.length())
                        + "', and those of documents with '.md' or '.qmd': rename it";
            }
        }
        return null;
    }

    /**
     * The document of a file.
     *
     * @throws InvalidKeyException when no document may have that name
     */
    public DocumentKey ofFile(String name) {
        return speakable(DocumentKey.of(userId, project, name));
    }

    private static DocumentKey speakable(DocumentKey key) {
        String why = FileNames.whyUnspeakable(key.fileName());
        if (why != null) {
            throw new InvalidKeyException(why);
        }
        return key;
    }

    /**
     * The document of a path.
     *
     * @throws InvalidKeyException when no document may have that path
     */
    public DocumentKey ofDocPath(String docPath) {
        return speakable(DocumentKey.of(userId, project, docPath));
    }
}
