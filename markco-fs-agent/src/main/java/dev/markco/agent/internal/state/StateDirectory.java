package dev.markco.agent.internal.state;

import dev.markco.agent.LockedException;
import dev.markco.agent.internal.disk.AccessRights;
import dev.markco.agent.internal.disk.ContentHash;
import dev.markco.agent.internal.disk.FaultPoints;
import dev.markco.agent.internal.disk.FileStamp;
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
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The {@code .markco} directory of a project, locked for this process:
 *
 * <pre>
 * .gitignore            "*": nothing in here belongs into anyone's repository
 * lock                  held as long as the agent runs; its text is the process id
 * address               where the agent listens, as long as it runs
 * paused                there while the agent is to do nothing
 * index                 the documents at rest, see {@link RestIndex}
 * joined                which of the user's joins is about this directory; not the agent's
 * files                 the files of the other documents, see {@link FilesIndex}
 * aliases               former paths of documents, see {@link Aliases}
 * holders               documents that gave their paths to others, see {@link FormerHolders}
 * trash/&lt;when&gt;/…         files whose documents were deleted
 * documents/&lt;id&gt;.log    one log a document, id = 32 hex digits of SHA-256 of its path
 * documents/&lt;id&gt;.damaged-&lt;n&gt;  a log that could not be read, set aside
 * swap/                 files on their way into the project, and what came out of it, for a while
 * </pre>
 *
 * <p>Nobody but its owner may look into it (R39): it has copies of files that may be private. Thread-safe; a log is confined to
 * one thread.
 */
public final class StateDirectory implements Closeable {
    public static final String NAME = ".markco";

    private static final Logger log = LoggerFactory.getLogger(StateDirectory.class);

    private final Path project;
    private final Path directory;
    private static final String GRAVES = "deleted";

    private final Path documents;
    private final Path swaps;
    private final FaultPoints faults;
    private final HeldDirectory held;
    private final Aliases aliases;
    private final FormerHolders holders;

    /** Guarded by this, as are those below; what is in the directory, to be put there again when it is gone. */
    private FileChannel lockFile;

    private @Nullable String address;
    private volatile boolean paused;
    private volatile @Nullable Object lockIdentity;
    private volatile @Nullable Object documentsIdentity;
    private final AtomicInteger restorations = new AtomicInteger();
    /** Whether making it anew failed half way. */
    private volatile boolean incomplete;

    private StateDirectory(Path project, FaultPoints faults, HeldDirectory held, FileChannel lockFile)
            throws IOException {
        this.project = project;
        this.directory = project.resolve(NAME);
        this.documents = documents(directory);
        this.swaps = directory.resolve("swap");
        this.faults = faults;
        this.held = held;
        this.lockFile = lockFile;
        this.aliases = Aliases.open(path("aliases"));
        this.holders = FormerHolders.open(path("holders"));
        this.paused = Files.exists(path("paused"));
        this.lockIdentity = identityOf(directory.resolve("lock"));
        this.documentsIdentity = identityOf(documents);
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
        FileChannel lockFile = null;
        StateDirectory opened = null;
        try {
            lockFile = lock(directory.resolve("lock"), project);
            opened = new StateDirectory(project, faults, held, lockFile);
        } finally {
            if (opened == null) {
                held.close();
                if (lockFile != null) {
                    lockFile.close();
                }
            }
        }
        try {
            opened.lookForLeftovers(project.toAbsolutePath());
        } catch (IOException e) {
            log.warn("{} cannot be looked through for files of earlier runs: {}", opened.swaps, e.getMessage());
        }
        return opened;
    }

    /** What came along with a project may have links in it, by which the agent would write wherever they lead (R38). */
    private static void requireNoLinks(Path directory) throws IOException {
        List<Path> all = new ArrayList<>(List.of(directory));
        if (!Files.isSymbolicLink(directory)) {
            all.addAll(list(directory, "*"));
        }
        for (Path one : all) {
            if (Files.isSymbolicLink(one)) {
                throw new IOException(one + " is a link, which no agent makes, and may lead anywhere; delete it");
            }
        }
    }

    private static void make(Path directory) throws IOException {
        AccessRights.makePrivateDirectory(directory);
        Files.createDirectories(documents(directory));
        Path ignore = directory.resolve(".gitignore");
        if (!Files.exists(ignore)) {
            Files.writeString(ignore, "*\n");
        }
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
    private void lookForLeftovers(Path project) throws IOException {
        List<Path> files = list(swaps, "*");
        if (files.isEmpty()) {
            return;
        }
        Set<Path> known = new HashSet<>();
        for (Path file : list(documents, "*.log")) {
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

    /** A file or directory in here. */
    public Path path(String name) {
        return directory.resolve(name);
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
        return !incomplete
                && HeldDirectory.isStill(directory.resolve("lock"), lockIdentity)
                && HeldDirectory.isStill(documents, documentsIdentity);
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
        Object there = identityOf(documents);
        if (there != null && !there.equals(documentsIdentity)) {
            // Logs of another time: read with today's files, they would say everything twice.
            Path aside = documents;
            for (int n = 1; Files.exists(aside); n++) {
                aside = directory.resolve("documents.found-" + n);
            }
            Files.move(documents, aside, StandardCopyOption.ATOMIC_MOVE);
        }
        make(directory);
        documentsIdentity = identityOf(documents);
        if (!HeldDirectory.isStill(directory.resolve("lock"), lockIdentity)) {
            FileChannel former = lockFile;
            lockFile = lock(directory.resolve("lock"), project);
            lockIdentity = identityOf(directory.resolve("lock"));
            former.close();
        }
        if (address != null) {
            writeAddress();
        }
        if (paused) {
            write(path("paused"), new byte[0]);
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

    private static @Nullable Object identityOf(Path file) throws IOException {
        return HeldDirectory.identityOf(file);
    }

    /**
     * What the last run left.
     *
     * @param resting documents of which nothing is under way
     * @param others documents that have to be opened to know more
     */
    public record Left(List<AtRest> resting, List<Logged> others) {}

    /**
     * A document that has a log.
     *
     * @param identity who it is on the relay, null when it was never there
     * @param leaving the path of the document that it was about to be, with its file moved; null for none
     */
    public record Logged(
            String docPath,
            Entry.@Nullable Identity identity,
            @Nullable String leaving) {}

    /** Finds the documents that have a log. Damaged logs are set aside, reported and left out. */
    public Left left() throws IOException {
        logExchange().recover();
        Map<String, RestIndex.Row> index = new HashMap<>();
        readIndex().forEach(row -> index.put(row.log(), row));
        List<AtRest> resting = new ArrayList<>();
        List<Path> others = new ArrayList<>();
        try (DirectoryStream<Path> logs = Files.newDirectoryStream(documents, "*.log")) {
            for (Path file : logs) {
                RestIndex.Row row = index.get(String.valueOf(file.getFileName()));
                if (row != null && row.document().log().equals(FileStamp.of(file))) {
                    resting.add(row.document());
                } else {
                    others.add(file);
                }
            }
        }
        return new Left(resting, logged(others));
    }

    /**
     * Whether the index tells of a document that was on a relay, and of its log as it is here: a copy, of whatever kind, has
     * other inodes. Needs no lock.
     */
    public static boolean wasShared(Path project) throws IOException {
        Path directory = project.resolve(NAME);
        for (RestIndex.Row row : readIndex(directory.resolve("index"))) {
            FileStamp stamp = row.document().log();
            Path file = documents(directory).resolve(row.log()).normalize();
            if (row.document().identity() != null
                    && stamp.inode() != 0
                    && file.startsWith(documents(directory))
                    && stamp.equals(FileStamp.of(file))) {
                return true;
            }
        }
        return false;
    }

    private List<RestIndex.Row> readIndex() throws IOException {
        return readIndex(path("index"));
    }

    private static List<RestIndex.Row> readIndex(Path file) throws IOException {
        try {
            return RestIndex.decode(Files.readAllBytes(file));
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (IOException | RuntimeException e) {
            log.warn("{} is not used ({}); every document is opened instead", file, e.getMessage());
            return List.of();
        }
    }

    /** Notes which documents are at rest. */
    public void saveIndex(Collection<AtRest> documents) throws IOException {
        List<RestIndex.Row> rows = new ArrayList<>();
        for (AtRest document : documents) {
            rows.add(new RestIndex.Row(String.valueOf(file(document.docPath()).getFileName()), document));
        }
        write(path("index"), RestIndex.encode(rows));
    }

    /** The stamp of a document's log, null when it has none. */
    public @Nullable FileStamp logStamp(String docPath) throws IOException {
        return FileStamp.of(file(docPath));
    }

    /** Says where the agent listens. */
    public synchronized void writeAddress(String url) throws IOException {
        address = url;
        writeAddress();
    }

    private void writeAddress() throws IOException {
        String text = address + "\n" + ProcessHandle.current().pid() + "\n";
        write(path("address"), text.getBytes(StandardCharsets.UTF_8));
    }

    /** Whether the agent is to do nothing. */
    public boolean isPaused() {
        return paused;
    }

    public synchronized void setPaused(boolean pause) throws IOException {
        restore();
        if (pause) {
            write(path("paused"), new byte[0]);
        } else {
            Files.deleteIfExists(path("paused"));
        }
        paused = pause;
    }

    /** The former paths of documents, as they were left. */
    public Aliases aliases() {
        return aliases;
    }

    /** Which documents gave their paths to others. */
    public FormerHolders formerHolders() {
        return holders;
    }

    /** Notes the files of documents that are not at rest, by name. */
    public void saveFiles(Map<String, FileStamp> files) throws IOException {
        write(path("files"), FilesIndex.encode(files));
    }

    /** The files that documents had, as far as that was noted in an earlier run, by name. */
    public Map<String, FileStamp> files() {
        try {
            return FilesIndex.decode(Files.readAllBytes(path("files")));
        } catch (NoSuchFileException e) {
            return Map.of();
        } catch (IOException | RuntimeException e) {
            log.warn("{} is not used: {}", path("files"), e.getMessage());
            return Map.of();
        }
    }

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

    /** Keeps the log of a document that is deleted, in the place of one of that name that was deleted earlier. */
    public void buryLog(String docPath) throws IOException {
        Path log = file(docPath);
        if (!Files.exists(log)) {
            return;
        }
        Path grave = grave(docPath);
        Files.createDirectories(grave.getParent());
        faults.pass("before log deleted");
        Files.move(log, grave, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        syncParent(grave);
        syncParent(log);
        faults.pass("log deleted");
    }

    /** What the log of the document held that was deleted last under a path; empty for none, or one that is damaged. */
    public List<Entry> buried(String docPath) throws IOException {
        Path grave = grave(docPath);
        try {
            return LogFormat.parse(Files.readAllBytes(grave), grave).entries();
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (CorruptStateException e) {
            log.warn("{} is not used: {}", grave, e.getMessage());
            return List.of();
        }
    }

    /** The document that was deleted last under a path is there again: it gets its log back, unless there is another one. */
    public void exhumeLog(String docPath) throws IOException {
        Path log = file(docPath);
        if (!Files.exists(log)) {
            Files.move(grave(docPath), log, StandardCopyOption.ATOMIC_MOVE);
            syncParent(log);
        }
    }

    /** Forgets documents that were deleted before that. */
    public void forgetBuried(Instant before) {
        try {
            for (Path grave : list(directory.resolve(GRAVES), "*.log")) {
                if (Files.getLastModifiedTime(grave).toInstant().isBefore(before)) {
                    Files.deleteIfExists(grave);
                }
            }
        } catch (IOException e) {
            log.warn("Documents that were deleted long ago cannot be forgotten: {}", e.getMessage());
        }
    }

    private Path grave(String docPath) {
        return directory.resolve(GRAVES).resolve(file(docPath).getFileName());
    }

    /**
     * Gives a document another path, and a log that starts with {@code snapshot} under it. There is one log at any time, so
     * that a start after a crash finds one document: from when the log says the new path, it is that of the new one.
     */
    public void renameLog(String from, Entry.Snapshot snapshot) throws IOException {
        DocumentLog.create(file(from), faults, snapshot).close();
        faults.pass("log says its new name");
        Path named = file(snapshot.docPath());
        Files.move(file(from), named, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        syncParent(named);
    }

    /**
     * Gives documents other paths at once, which may be those of each other, and logs that start with a snapshot under them.
     *
     * @param snapshots what there is to know of each, under its new path, by its former one
     * @param files which files the documents have then, as for {@link #saveFiles}
     */
    public void exchangeLogs(Map<String, Entry.Snapshot> snapshots, Map<String, FileStamp> files) throws IOException {
        Map<Path, Entry.Snapshot> logs = new HashMap<>();
        Set<Path> former = new HashSet<>();
        snapshots.forEach((from, snapshot) -> {
            former.add(file(from));
            logs.put(file(snapshot.docPath()), snapshot);
        });
        logExchange().run(former, logs, FilesIndex.encode(files));
    }

    /** Whether logs got other names that could not all be given to them yet. */
    public boolean isExchangeDecided() {
        return logExchange().isDecided();
    }

    private LogExchange logExchange() {
        return new LogExchange(documents, path("files"), faults);
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

    /** Logs that the file of a document that nobody has open is about to move; see {@link Entry.Leaving}. */
    public void leave(String docPath, @Nullable String to) throws IOException {
        DocumentLog log = openLog(docPath);
        if (log != null) {
            try (log) {
                log.append(new Entry.Leaving(to));
            }
        }
    }

    /** Starts the log of a document. */
    public DocumentLog createLog(Entry.Snapshot snapshot) throws IOException {
        return DocumentLog.create(file(snapshot.docPath()), faults, snapshot);
    }

    private List<Logged> logged(List<Path> files) throws IOException {
        List<Logged> found = new ArrayList<>();
        for (Path file : files) {
            try {
                Logged document = logged(file);
                endRename(file, document.docPath());
                found.add(document);
            } catch (CorruptStateException e) {
                setAside(file, e);
            }
        }
        return found;
    }

    private static Logged logged(Path file) throws IOException {
        LogFormat.Content content = LogFormat.parse(Files.readAllBytes(file), file);
        Entry.Snapshot snapshot = content.snapshot(file);
        Entry.Identity identity = snapshot.identity();
        String leaving = null;
        for (Entry entry : content.entries()) {
            identity = entry instanceof Entry.Identified identified ? identified.identity() : identity;
            leaving = entry instanceof Entry.Leaving left ? left.docPath() : null;
        }
        return new Logged(snapshot.docPath(), identity, leaving);
    }

    /** Gives a log the name of the document that it says it is of. */
    private void endRename(Path file, String docPath) throws IOException {
        Path named = file(docPath);
        if (named.equals(file)) {
            return;
        }
        if (Files.exists(named)) {
            throw new CorruptStateException(
                    file, LogFormat.HEADER_BYTES, "it is of '" + docPath + "', which has another log");
        }
        Files.move(file, named, StandardCopyOption.ATOMIC_MOVE);
        syncParent(named);
    }

    @Override
    public synchronized void close() throws IOException {
        address = null;
        try {
            if (isInPlace()) {
                Files.deleteIfExists(path("address"));
            }
        } finally {
            lockFile.close();
            held.close();
        }
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
