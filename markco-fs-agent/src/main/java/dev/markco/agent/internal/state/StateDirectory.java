package dev.markco.agent.internal.state;

import dev.markco.agent.LockedException;
import dev.markco.agent.internal.disk.ContentHash;
import dev.markco.agent.internal.disk.FaultPoints;
import dev.markco.agent.internal.disk.Posix;
import dev.markco.agent.internal.disk.WritePlan;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The {@code .markco} directory of a project, locked for this process:
 *
 * <pre>
 * .gitignore            "*": nothing in here belongs into anyone's repository
 * lock                  held as long as the agent runs; its text is the process id
 * documents/&lt;id&gt;.log    one log a document, id = 32 hex digits of SHA-256 of its path
 * documents/&lt;id&gt;.damaged-&lt;n&gt;  a log that could not be read, set aside
 * swap/                 files on their way into the project, and what came out of it, for a while
 * </pre>
 *
 * <p>Thread-safe; a log is confined to one thread.
 */
public final class StateDirectory implements Closeable {
    public static final String NAME = ".markco";

    private static final Logger log = LoggerFactory.getLogger(StateDirectory.class);

    private final Path documents;
    private final Path swaps;
    private final FaultPoints faults;
    private final FileChannel lockFile;
    private final boolean fresh;

    private StateDirectory(Path directory, FaultPoints faults, FileChannel lockFile, boolean fresh) {
        this.documents = documents(directory);
        this.swaps = directory.resolve("swap");
        this.faults = faults;
        this.lockFile = lockFile;
        this.fresh = fresh;
    }

    /**
     * Opens, makes if need be, and locks.
     *
     * @throws LockedException when another agent has it
     */
    public static StateDirectory open(Path project, FaultPoints faults) throws IOException {
        Path directory = project.resolve(NAME);
        Path documents = documents(directory);
        boolean fresh = !Files.isDirectory(documents);
        Files.createDirectories(documents);
        Path ignore = directory.resolve(".gitignore");
        if (!Files.exists(ignore)) {
            Files.writeString(ignore, "*\n");
        }
        FileChannel lockFile = lock(directory.resolve("lock"), project);
        StateDirectory opened = new StateDirectory(directory, faults, lockFile, fresh);
        try {
            opened.lookForLeftovers();
        } catch (IOException e) {
            log.warn("{} cannot be looked through for files of earlier runs: {}", opened.swaps, e.getMessage());
        }
        return opened;
    }

    private static Path documents(Path directory) {
        return directory.resolve("documents");
    }

    /** The directory for what files are exchanged with; made by whoever needs it. */
    public Path swaps() {
        return swaps;
    }

    /**
     * Looks at what earlier runs left among the swaps and no log knows of, as when a log was damaged. What was not complete
     * was ours and is in a log or a document; anything else may hold the last words that a program wrote to a file that it
     * had open, and stays for people to look at.
     */
    private void lookForLeftovers() throws IOException {
        List<Path> files = list(swaps, "*");
        if (files.isEmpty()) {
            return;
        }
        Set<Path> known = new HashSet<>();
        for (Path file : list(documents, "*.log")) {
            try {
                LogFormat.parse(Files.readAllBytes(file), file).entries().forEach(entry -> {
                    if (entry instanceof Entry.Intent intent) {
                        known.addAll(intent.plan().temps());
                    }
                });
            } catch (CorruptStateException e) {
                log.debug("{} tells of no swaps; it will be set aside", file, e);
            }
        }
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

    private static List<Path> list(Path directory, String pattern) throws IOException {
        List<Path> files = new ArrayList<>();
        try (DirectoryStream<Path> found = Files.newDirectoryStream(directory, pattern)) {
            found.forEach(files::add);
        } catch (NoSuchFileException e) {
            log.trace("there is no {}", directory, e);
        }
        return files;
    }

    /** Whether there was no state before. */
    public boolean isFresh() {
        return fresh;
    }

    /** Opens the log of a document; null when there is none, or it was damaged and is set aside. */
    public @Nullable DocumentLog openLog(String docPath) throws IOException {
        Path file = file(docPath);
        if (!Files.exists(file)) {
            return null;
        }
        try {
            return DocumentLog.open(file, faults);
        } catch (CorruptStateException e) {
            setAside(file, e);
            return null;
        }
    }

    /** Starts the log of a document. */
    public DocumentLog createLog(Entry.Snapshot snapshot) throws IOException {
        return DocumentLog.create(file(snapshot.docPath()), faults, snapshot);
    }

    /** The paths of all documents that have a log. Damaged ones are set aside, reported and left out. */
    public List<String> docPaths() throws IOException {
        List<String> found = new ArrayList<>();
        for (Path file : list(documents, "*.log")) {
            try {
                LogFormat.Content content = LogFormat.parse(Files.readAllBytes(file), file);
                if (!content.entries().isEmpty() && content.entries().get(0) instanceof Entry.Snapshot snapshot) {
                    found.add(snapshot.docPath());
                } else {
                    throw new CorruptStateException(file, LogFormat.HEADER_BYTES, "it does not start with a snapshot");
                }
            } catch (CorruptStateException e) {
                setAside(file, e);
            }
        }
        return found;
    }

    @Override
    public void close() throws IOException {
        lockFile.close();
    }

    static void syncParent(Path file) throws IOException {
        Path parent = file.getParent();
        if (parent != null) {
            Posix.syncDirectory(parent);
        }
    }

    private Path file(String docPath) {
        String id = ContentHash.of(docPath.getBytes(StandardCharsets.UTF_8)).prefix(32);
        return documents.resolve(id + ".log");
    }

    private static void setAside(Path file, CorruptStateException damage) throws IOException {
        Path aside = file;
        for (int n = 1; Files.exists(aside); n++) {
            aside = file.resolveSibling(file.getFileName().toString().replace(".log", ".damaged-" + n));
        }
        Files.move(file, aside, StandardCopyOption.ATOMIC_MOVE);
        log.error(
                "{}. It is kept as {}; the document is taken up from its file and the relay",
                damage.getMessage(),
                aside.getFileName());
    }

    private static FileChannel lock(Path file, Path project) throws IOException {
        FileChannel channel =
                FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.CREATE);
        try {
            @Nullable FileLock held;
            try {
                held = channel.tryLock();
            } catch (OverlappingFileLockException e) {
                throw new LockedException(project, ProcessHandle.current().pid());
            }
            if (held == null) {
                throw new LockedException(project, holder(channel));
            }
            channel.truncate(0);
            channel.write(
                    ByteBuffer.wrap((ProcessHandle.current().pid() + "\n").getBytes(StandardCharsets.US_ASCII)), 0);
            return channel;
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    private static long holder(FileChannel channel) throws IOException {
        ByteBuffer text = ByteBuffer.allocate(32);
        channel.read(text, 0);
        String pid = StandardCharsets.US_ASCII.decode(text.flip()).toString().strip();
        return pid.matches("[0-9]{1,18}") ? Long.parseLong(pid) : -1;
    }
}
