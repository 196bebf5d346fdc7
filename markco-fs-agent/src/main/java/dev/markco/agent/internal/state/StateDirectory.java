package dev.markco.agent.internal.state;

import dev.markco.agent.LockedException;
import dev.markco.agent.internal.disk.AccessRights;
import dev.markco.agent.internal.disk.FaultPoints;
import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The {@code .markco} directory of a project, locked for this process:
 *
 * <pre>
 * .gitignore            "*": nothing in here belongs into anyone's repository
 * lock                  held as long as the agent runs, see {@link ProjectLock}
 * address               where the agent listens, as long as it runs
 * paused                there while the agent is to do nothing
 * index                 the documents at rest, see {@link RestIndex}
 * joined                which of the user's joins is about this directory; not the agent's
 * files                 the files of the other documents, see {@link FilesIndex}
 * aliases               former paths of documents, see {@link Aliases}
 * holders               documents that gave their paths to others, see {@link FormerHolders}
 * trash/&lt;when&gt;/…         files whose documents were deleted
 * documents/&lt;id&gt;.log    one log a document, id = 32 hex digits of SHA-256 of its path, see {@link DocumentLogs}
 * documents/&lt;id&gt;.damaged-&lt;n&gt;  a log that could not be read, set aside
 * deleted/&lt;id&gt;.log      the logs of deleted documents, see {@link BuriedLogs}
 * swap/                 files on their way into the project, and what came out of it, for a while
 * </pre>
 *
 * <p>Nobody but its owner may look into it (R39): it has copies of files that may be private. Thread-safe.
 */
public final class StateDirectory implements Closeable {
    public static final String NAME = ".markco";

    private static final Logger log = LoggerFactory.getLogger(StateDirectory.class);

    private final Path project;
    private final Path directory;
    private final Path documents;
    private final HeldDirectory held;
    private final Aliases aliases;
    private final FormerHolders holders;
    private final DocumentLogs logs;
    private final BuriedLogs buried;
    private final KeptDocuments kept;

    /** Changed under this object's monitor, as those below; what is in the directory, to be put there again when it is gone. */
    private volatile ProjectLock lock;

    private @Nullable String address;
    private volatile boolean paused;
    private volatile @Nullable Object documentsIdentity;
    private final AtomicInteger restorations = new AtomicInteger();
    /** Whether making it anew failed half way. */
    private volatile boolean incomplete;

    private StateDirectory(Path project, FaultPoints faults, HeldDirectory held, ProjectLock lock) throws IOException {
        this.project = project;
        this.directory = project.resolve(NAME);
        this.documents = DocumentLogs.in(directory);
        this.held = held;
        this.lock = lock;
        this.aliases = Aliases.open(path("aliases"));
        this.holders = FormerHolders.open(path("holders"));
        this.logs = new DocumentLogs(directory, faults);
        this.buried = new BuriedLogs(directory, logs, faults);
        this.kept = new KeptDocuments(directory, logs);
        this.paused = Files.exists(path("paused"));
        this.documentsIdentity = HeldDirectory.identityOf(documents);
    }

    /**
     * Opens, makes if need be, and locks.
     *
     * @throws LockedException when another agent has it
     */
    public static StateDirectory open(Path project, FaultPoints faults) throws IOException {
        Path directory = project.resolve(NAME);
        requireNoLinks(directory);
        make(directory);
        HeldDirectory held = HeldDirectory.of(project);
        ProjectLock lock = null;
        StateDirectory opened = null;
        try {
            lock = ProjectLock.take(lockFile(directory), project);
            opened = new StateDirectory(project, faults, held, lock);
        } finally {
            if (opened == null) {
                held.close();
                if (lock != null) {
                    lock.close();
                }
            }
        }
        try {
            LeftSwaps.lookFor(opened.swaps(), opened.documents, project.toAbsolutePath());
        } catch (IOException e) {
            log.warn("{} cannot be looked through for files of earlier runs: {}", opened.swaps(), e.getMessage());
        }
        return opened;
    }

    /** What came along with a project may have links in it, by which the agent would write wherever they lead (R38). */
    private static void requireNoLinks(Path directory) throws IOException {
        List<Path> all = new ArrayList<>(List.of(directory));
        if (!Files.isSymbolicLink(directory)) {
            all.addAll(StateFiles.list(directory, "*"));
        }
        for (Path one : all) {
            if (Files.isSymbolicLink(one)) {
                throw new IOException(one + " is a link, which no agent makes, and may lead anywhere; delete it");
            }
        }
    }

    private static void make(Path directory) throws IOException {
        AccessRights.makePrivateDirectory(directory);
        Files.createDirectories(DocumentLogs.in(directory));
        Path ignore = directory.resolve(".gitignore");
        if (!Files.exists(ignore)) {
            Files.writeString(ignore, "*\n");
        }
    }

    private static Path lockFile(Path directory) {
        return directory.resolve("lock");
    }

    /**
     * Whether the index tells of a document that was on a relay, and of its log as it is here: a copy, of whatever kind, has
     * other inodes. Needs no lock.
     */
    public static boolean wasShared(Path project) throws IOException {
        return KeptDocuments.wasShared(project.resolve(NAME));
    }

    /** The directory for what files are exchanged with; made by whoever needs it. */
    public Path swaps() {
        return path("swap");
    }

    /** A file or directory in here. */
    public Path path(String name) {
        return directory.resolve(name);
    }

    /** The logs of the documents that there are. */
    public DocumentLogs logs() {
        return logs;
    }

    /** The logs of documents that were deleted. */
    public BuriedLogs buried() {
        return buried;
    }

    /** What one run tells the next of documents. */
    public KeptDocuments kept() {
        return kept;
    }

    /** The former paths of documents, as they were left. */
    public Aliases aliases() {
        return aliases;
    }

    /** Which documents gave their paths to others. */
    public FormerHolders formerHolders() {
        return holders;
    }

    /**
     * Whether the project's directory is what it was: when it was unmounted or moved away, its files are not deleted, and
     * whatever stands in its place is not to be written into. Whether the state is still in it says nothing about that: {@code
     * git clean -x} takes what git ignores.
     */
    public boolean isInPlace() {
        return held.isInPlace();
    }

    /** Whether nobody took the state away, or put another one in its place. */
    private boolean isWhole() throws IOException {
        return !incomplete && lock.isInPlace() && HeldDirectory.isStill(documents, documentsIdentity);
    }

    /**
     * Makes the directory anew if it was taken away while the project stayed where it is: locked, with all that is known here.
     * The logs are their owners': see {@link #restorations}.
     *
     * @throws LockedException when another agent has taken the project meanwhile
     * @throws IOException when the project is not what it was, or that fails
     */
    public void restore() throws IOException {
        if (isInPlace() && isWhole()) {
            return;
        }
        synchronized (this) {
            if (!isInPlace()) {
                throw new IOException("the project's directory is not there, or not what it was");
            }
            if (!isWhole()) {
                makeAnew();
            }
        }
    }

    private void makeAnew() throws IOException {
        incomplete = true;
        Object there = HeldDirectory.identityOf(documents);
        if (there != null && !there.equals(documentsIdentity)) {
            // Logs of another time: read with today's files, they would say everything twice.
            Path aside = documents;
            for (int n = 1; Files.exists(aside); n++) {
                aside = directory.resolve("documents.found-" + n);
            }
            Files.move(documents, aside, StandardCopyOption.ATOMIC_MOVE);
        }
        make(directory);
        documentsIdentity = HeldDirectory.identityOf(documents);
        ProjectLock former = lock;
        if (!former.isInPlace()) {
            lock = ProjectLock.take(lockFile(directory), project);
            former.close();
        }
        if (address != null) {
            writeAddress();
        }
        if (paused) {
            StateFiles.write(path("paused"), new byte[0]);
        }
        aliases.writeAll();
        holders.write();
        incomplete = false;
        restorations.incrementAndGet();
        log.warn(
                "{} was taken away while the agent runs, as 'git clean -x' and 'git stash --all' do. It is made anew, with"
                        + " all that is known; what was in its trash is gone",
                directory);
    }

    /** How often the state was made anew: whenever that is news, every document makes sure of its log. */
    public int restorations() {
        return restorations.get();
    }

    /** Says where the agent listens. */
    public synchronized void writeAddress(String url) throws IOException {
        address = url;
        writeAddress();
    }

    private void writeAddress() throws IOException {
        String text = address + "\n" + ProcessHandle.current().pid() + "\n";
        StateFiles.write(path("address"), text.getBytes(StandardCharsets.UTF_8));
    }

    /** Whether the agent is to do nothing. */
    public boolean isPaused() {
        return paused;
    }

    public synchronized void setPaused(boolean pause) throws IOException {
        restore();
        if (pause) {
            StateFiles.write(path("paused"), new byte[0]);
        } else {
            Files.deleteIfExists(path("paused"));
        }
        paused = pause;
    }

    @Override
    public synchronized void close() throws IOException {
        address = null;
        try {
            if (isInPlace()) {
                Files.deleteIfExists(path("address"));
            }
        } finally {
            lock.close();
            held.close();
        }
    }
}
