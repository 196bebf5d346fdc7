package dev.markco.agent.internal.disk;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The files below a project's directory, read whole. Symbolic links are followed as long as they stay inside; nothing
 * outside is ever read or written. Names are relative, with {@code /}. Thread-safe.
 */
public final class ProjectFiles {
    private static final Logger log = LoggerFactory.getLogger(ProjectFiles.class);

    private final Path root;
    private final long maxSize;

    /**
     * Opens a project.
     *
     * @param maxSize the largest file, in bytes, that is a document
     */
    public ProjectFiles(Path root, long maxSize) throws IOException {
        this.root = root.toRealPath();
        this.maxSize = maxSize;
    }

    public Path root() {
        return root;
    }

    public long maxSize() {
        return maxSize;
    }

    /** The path of a name, links not resolved. */
    public Path path(String name) {
        return root.resolve(name);
    }

    /** Whether there is anything of that name, be it a link that leads nowhere. */
    public boolean isTaken(String name) {
        return Files.exists(path(name), LinkOption.NOFOLLOW_LINKS);
    }

    /**
     * Where the content of a name is, or would be: links resolved.
     *
     * @throws OutsideProjectException when that is outside the project or cannot be told
     * @throws NoPlaceException when there can be no file of that name
     */
    public Path locate(String name) throws IOException {
        Path path = path(name);
        Path located;
        try {
            located = path.toRealPath();
        } catch (NoSuchFileException e) {
            if (Files.isSymbolicLink(path)) {
                throw new OutsideProjectException("it is a symbolic link to nothing", e);
            }
            located = unmade(path, name, e);
        } catch (AccessDeniedException e) {
            throw e;
        } catch (FileSystemException e) {
            if (Files.isSymbolicLink(path)) {
                throw new OutsideProjectException(
                        "it is a symbolic link that leads to itself, or through too many others", e);
            }
            if (!FileStamp.isBelowFile(path) && FileNames.whyTooLong(root, name) == null) {
                throw e;
            }
            located = unmade(path, name, e);
        }
        if (!located.startsWith(root) || located.equals(root)) {
            throw new OutsideProjectException("it is a link out of the project", null);
        }
        return located;
    }

    /**
     * Whether a path that a log tells of leads to a place in the project, links resolved: the log may have come along with the
     * project, from anyone (R38).
     */
    public boolean contains(Path logged) throws IOException {
        try {
            Path unused = locate(logged.toString());
            return true;
        } catch (OutsideProjectException e) {
            log.error(
                    "a log tells of {}, which is no file of the project; it is left alone: {}", logged, e.getMessage());
            return false;
        }
    }

    /** Where a file would be that is not there. */
    private Path unmade(Path path, String name, IOException cause) throws IOException {
        String why = FileNames.whyTooLong(root, name);
        if (why != null) {
            throw new NoPlaceException(why, cause);
        }
        return existing(path.getParent()).toRealPath().resolve(tail(path));
    }

    /** Who reads the bytes of a file that is not longer than so many; null when it is. */
    @FunctionalInterface
    public interface Reader {
        Reader BY_NAME = (file, stamp, most) -> Files.readAllBytes(file);

        byte @Nullable [] read(Path file, FileStamp stamp, int most) throws IOException;
    }

    /** Reads one file. Stamps taken before and after tell the caller whether it changed meanwhile. */
    public FileReading read(String name) throws IOException {
        return read(name, Reader.BY_NAME);
    }

    /** As {@link #read(String)}, by a reader of the caller's. */
    public FileReading read(String name, Reader reader) throws IOException {
        Path file;
        try {
            file = locate(name);
        } catch (OutsideProjectException e) {
            FileStamp link = FileStamp.of(path(name));
            return link == null ? new FileReading.Absent() : new FileReading.Refused(e.why(), link);
        } catch (NoPlaceException e) {
            return new FileReading.Absent();
        } catch (AccessDeniedException e) {
            return new FileReading.Refused("the rights of its directory forbid to look at it", FileStamp.UNSEEN);
        }
        return readAt(file, reader);
    }

    /** Reads a file that {@link #locate} found, or one kept beside it. */
    public FileReading readAt(Path file) throws IOException {
        return readAt(file, Reader.BY_NAME);
    }

    /** As {@link #readAt(Path)}, by a reader of the caller's. */
    public FileReading readAt(Path file, Reader reader) throws IOException {
        FileStamp stamp = FileStamp.of(file);
        if (stamp == null) {
            return new FileReading.Absent();
        }
        if (!stamp.regular()) {
            return new FileReading.Refused("it is not a file", stamp);
        }
        if (stamp.size() > maxSize) {
            return tooLarge(stamp);
        }
        byte @Nullable [] content;
        try {
            content = reader.read(file, stamp, Math.toIntExact(Math.min(maxSize, Integer.MAX_VALUE - 8)));
        } catch (NoSuchFileException e) {
            return new FileReading.Absent();
        } catch (AccessDeniedException e) {
            return new FileReading.Refused("it may not be read", stamp);
        }
        if (content == null) {
            return tooLarge(stamp);
        }
        String text = FileText.decode(content);
        if (text != null) {
            return text(text, content, stamp);
        }
        FileReading.Text zeros = FileText.isZeros(content) ? text("", content, stamp) : null;
        return new FileReading.Refused(FileText.whyNot(content), stamp, zeros);
    }

    private static FileReading.Text text(String text, byte[] content, FileStamp stamp) {
        return new FileReading.Text(text, content, ContentHash.of(content), stamp);
    }

    private FileReading tooLarge(FileStamp stamp) {
        return new FileReading.Refused("it is larger than " + maxSize + " bytes", stamp);
    }

    /**
     * Makes the directories above a located file, durably.
     *
     * @throws NoPlaceException when a part of the way is a file
     */
    public void makeParents(Path located) throws IOException {
        Path parent = located.getParent();
        if (parent == null || Files.isDirectory(parent, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        if (FileStamp.isBelowFile(located)) {
            throw new NoPlaceException("there is a file where its directory has to be", null);
        }
        Path above = existing(parent);
        Files.createDirectories(parent);
        for (Path made = parent; made != null && !made.equals(above); made = made.getParent()) {
            Posix.syncDirectory(made);
        }
        Posix.syncDirectory(above);
    }

    /** Removes the directories above a file that went away, as far as they are empty. */
    public void removeEmptyParents(Path gone) throws IOException {
        for (Path parent = gone.getParent(); parent != null && !parent.equals(root) && parent.startsWith(root); ) {
            try {
                Files.delete(parent);
            } catch (DirectoryNotEmptyException | NoSuchFileException e) {
                return;
            }
            parent = parent.getParent();
        }
    }

    /** The nearest existing directory. */
    private Path existing(@Nullable Path path) throws IOException {
        Path at = path;
        while (at != null && !Files.exists(at)) {
            if (at.equals(root)) {
                throw new NoSuchFileException(root.toString(), null, "the project's directory is gone");
            }
            at = at.getParent();
        }
        return at == null ? root : at;
    }

    private Path tail(Path path) throws IOException {
        Path parent = path.getParent();
        return parent == null ? path : existing(parent).relativize(path);
    }
}
