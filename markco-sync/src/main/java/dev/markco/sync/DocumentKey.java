package dev.markco.sync;

import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The canonical name of a document: {@code user/project/docPath}.
 *
 * <p>This is the one place that decides which names are the same document and which are no document at all. A user is a
 * UUID, or {@code local}, which stands for the zero UUID. A project is one segment. A document path is one or more
 * segments. Everything is NFC; one trailing {@code .md} of the path is dropped, {@code .qmd} is kept. Immutable.
 *
 * <p>Bounds: at most {@value #MAX_BYTES} bytes of UTF-8 in all; no segment is empty, {@code .} or {@code ..}, or holds a
 * control character or a backslash.
 */
public final class DocumentKey implements Comparable<DocumentKey> {
    /** The longest key, in bytes of its UTF-8 form {@code user/project/docPath}. */
    public static final int MAX_BYTES = 1024;

    /** The name of the built-in user. */
    public static final String LOCAL_NAME = "local";

    /** The identity of the built-in user. */
    public static final UUID LOCAL_USER = new UUID(0, 0);

    private final UUID userId;
    private final String project;
    private final String docPath;

    private DocumentKey(UUID userId, String project, String docPath) {
        this.userId = userId;
        this.project = project;
        this.docPath = docPath;
    }

    /**
     * Reads {@code user/project/docPath} as people type it: nothing is percent-decoded.
     *
     * @throws InvalidKeyException when it is no valid key
     */
    public static DocumentKey parse(String key) {
        int first = key.indexOf('/');
        int second = first < 0 ? -1 : key.indexOf('/', first + 1);
        if (second < 0) {
            throw new InvalidKeyException("a document is named user/project/path, and '" + KeySegments.printable(key)
                    + "' has too few parts");
        }
        return of(key.substring(0, first), key.substring(first + 1, second), key.substring(second + 1));
    }

    /**
     * Reads the still percent-encoded part of a URL's path that names a document; each segment is decoded exactly once.
     *
     * @throws InvalidKeyException when an escape is malformed, hides a {@code /}, or the result is no valid key
     */
    public static DocumentKey parseUrlPath(String rawPath) {
        String[] raw = rawPath.split("/", -1);
        if (raw.length < 3) {
            throw new InvalidKeyException("the address must be user/project/path");
        }
        StringBuilder docPath = new StringBuilder();
        for (int i = 2; i < raw.length; i++) {
            if (i > 2) {
                docPath.append('/');
            }
            docPath.append(KeySegments.decode(raw[i]));
        }
        return of(KeySegments.decode(raw[0]), KeySegments.decode(raw[1]), docPath.toString());
    }

    /**
     * Makes the key of its three parts, bringing each into canonical form.
     *
     * @throws InvalidKeyException when a part is not valid
     */
    public static DocumentKey of(String user, String project, String docPath) {
        return of(parseUser(user), project, docPath);
    }

    /** As {@link #of(String, String, String)}, for a user already known. */
    public static DocumentKey of(UUID userId, String project, String docPath) {
        DocumentKey key = new DocumentKey(userId, parseProject(project), canonicalPath(docPath));
        int bytes = key.toString().getBytes(StandardCharsets.UTF_8).length;
        if (bytes > MAX_BYTES) {
            throw new InvalidKeyException(
                    "the name has " + bytes + " bytes, and at most " + MAX_BYTES + " are allowed");
        }
        return key;
    }

    /**
     * Reads a user: {@code local} or a UUID.
     *
     * @throws InvalidKeyException when it is neither
     */
    public static UUID parseUser(String user) {
        if (user.equals(LOCAL_NAME)) {
            return LOCAL_USER;
        }
        if (KeySegments.looksLikeUuid(user)) {
            return UUID.fromString(user);
        }
        throw new InvalidKeyException(
                "a user is a UUID or '" + LOCAL_NAME + "', and '" + KeySegments.printable(user) + "' is neither");
    }

    /** The name of a user as it stands in keys: {@code local} for the built-in one, otherwise the UUID in lower case. */
    public static String userName(UUID userId) {
        return userId.equals(LOCAL_USER) ? LOCAL_NAME : userId.toString();
    }

    /**
     * Brings a project's name into canonical form.
     *
     * @throws InvalidKeyException when it is not one valid segment
     */
    public static String parseProject(String project) {
        String canonical = KeySegments.normalize(project);
        if (canonical.indexOf('/') >= 0) {
            throw new InvalidKeyException("a project's name is one segment without '/'");
        }
        KeySegments.check(canonical, "project");
        return canonical;
    }

    private static String canonicalPath(String docPath) {
        String canonical = KeySegments.normalize(docPath);
        if (canonical.endsWith(".md")) {
            canonical = canonical.substring(0, canonical.length() - ".md".length());
            if (canonical.endsWith(".md") || canonical.endsWith(".qmd")) {
                throw new InvalidKeyException("'" + KeySegments.printable(docPath)
                        + "' has two Markdown extensions, so two files could claim its name");
            }
        }
        for (String segment : canonical.split("/", -1)) {
            KeySegments.check(segment, "path");
        }
        return canonical;
    }

    public UUID userId() {
        return userId;
    }

    /** {@code local} or the UUID, as it stands in the key. */
    public String userName() {
        return userName(userId);
    }

    public String project() {
        return project;
    }

    /** The document's path within its project, without {@code .md}. */
    public String docPath() {
        return docPath;
    }

    /** The name of the file that holds this document, relative to its project, with {@code /} between directories. */
    public String fileName() {
        return docPath.endsWith(".qmd") ? docPath : docPath + ".md";
    }

    /** The key percent-encoded for a URL's path: {@code user/project/docPath}, with {@code /} between segments. */
    public String toUrlPath() {
        StringBuilder out = new StringBuilder(userName()).append('/').append(KeySegments.encode(project));
        for (String segment : docPath.split("/", -1)) {
            out.append('/').append(KeySegments.encode(segment));
        }
        return out.toString();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof DocumentKey that
                && userId.equals(that.userId)
                && project.equals(that.project)
                && docPath.equals(that.docPath);
    }

    @Override
    public int hashCode() {
        return Objects.hash(userId, project, docPath);
    }

    @Override
    public int compareTo(DocumentKey other) {
        int byUser = userId.compareTo(other.userId);
        int byProject = byUser != 0 ? byUser : project.compareTo(other.project);
        return byProject != 0 ? byProject : docPath.compareTo(other.docPath);
    }

    /** {@code user/project/docPath}, which {@link #parse} reads back. */
    @Override
    public String toString() {
        return userName() + '/' + project + '/' + docPath;
    }
}
