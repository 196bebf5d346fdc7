package dev.markco.agent.internal.project;

import dev.markco.agent.DocumentStatus;
import dev.markco.agent.internal.decision.Standing;
import dev.markco.agent.internal.disk.FileReading;
import dev.markco.agent.internal.disk.FileStamp;
import dev.markco.agent.internal.document.AgentDocument;
import dev.markco.agent.internal.document.AgentDocument.EndedException;
import dev.markco.agent.internal.document.Departure;
import dev.markco.agent.internal.file.ConflictName;
import dev.markco.agent.internal.replica.Buried;
import dev.markco.agent.internal.setup.DocumentSetup;
import dev.markco.agent.internal.state.Aliases;
import dev.markco.agent.internal.state.AtRest;
import dev.markco.agent.internal.state.Entry;
import dev.markco.agent.internal.state.StateDirectory;
import dev.markco.agent.internal.watch.DocumentNames;
import dev.markco.agent.internal.watch.IgnoreRules;
import dev.markco.sync.DocumentKey;
import dev.markco.sync.InvalidKeyException;
import dev.markco.sync.room.RoomLease;
import dev.markco.yjs.StateVector;
import dev.markco.yjs.YDoc;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The documents of a project by their paths: each is taken up once, whoever hears of it first, and ends or gets another name
 * here. Thread-safe.
 */
final class Documents {
    private static final Logger log = LoggerFactory.getLogger(Documents.class);

    private final DocumentSetup setup;
    private final IgnoreRules rules;
    private final DocumentNames names;
    private final AgentDocument.Owner owner;

    /** By document path; taking up and ending is guarded by this map's monitor. */
    private final Map<String, AgentDocument> documents = new ConcurrentHashMap<>();

    private final Aliases aliases;
    /** Documents whose file is a symbolic link, by what it leads to. */
    private final Map<Path, Set<String>> links = new ConcurrentHashMap<>();
    /** Those that were left under way, by an earlier run or under another name, and of which nothing has been read yet. */
    private final Set<AgentDocument> unread = ConcurrentHashMap.newKeySet();
    /** Why files and documents that are left alone are, by name. */
    private final Map<String, String> reports = new ConcurrentHashMap<>();
    /** The paths of documents that got them while their files were away. */
    private final Set<String> leftBehind = ConcurrentHashMap.newKeySet();

    /** What the last scan left alone; confined to who scans. */
    private Set<String> scanned = Set.of();

    /** Whether the relay has listed its documents, so that one that is new here is not there. */
    private volatile boolean listed;

    /** So long the end of a document is waited for by who wants another one under its path. */
    private static final long LONGEST_END = Duration.ofSeconds(2).toNanos();

    private volatile boolean stopped;
    /** What was known when it was noted last which file each document has. */
    private volatile long savedRevision;

    Documents(DocumentSetup setup, IgnoreRules rules, DocumentNames names, AgentDocument.Owner owner) {
        this.setup = setup;
        this.rules = rules;
        this.names = names;
        this.owner = owner;
        this.aliases = setup.state().aliases();
    }

    DocumentNames names() {
        return names;
    }

    DocumentSetup setup() {
        return setup;
    }

    @Nullable
    AgentDocument get(String docPath) {
        return documents.get(docPath);
    }

    Collection<AgentDocument> all() {
        return List.copyOf(documents.values());
    }

    /** Whether that is so of some document. */
    boolean isAny(Predicate<AgentDocument> so) {
        return documents.values().stream().anyMatch(so);
    }

    /** Takes up what was at rest when the last run ended. */
    void resume(AtRest rest) throws RefusedDocumentException, IOException {
        if (setup.relay() != null && rest.identity() != null && !rest.shared()) {
            // The relay is to get something of it; and what both had in common is in its log only.
            resume(new StateDirectory.Logged(rest.docPath(), rest.identity(), null));
            return;
        }
        DocumentKey key = key(rest.docPath());
        open(key, rest.fileName(), rest, Standing.UNKNOWN);
    }

    /** Takes up what was under way when the last run ended. */
    void resume(StateDirectory.Logged document) throws RefusedDocumentException, IOException {
        AgentDocument opened = open(document.docPath());
        opened.knownAs(document.identity());
        unread.add(opened);
    }

    /** Whether there are documents of which it is not known what their files held. */
    boolean areUnread() {
        unread.removeIf(
                document -> document.isRead() || documents.get(document.key().docPath()) != document);
        return !unread.isEmpty();
    }

    /** Whether it is not known what this document's file held. */
    boolean isUnread(AgentDocument document) {
        return unread.contains(document) && !document.isRead();
    }

    /** How much of the text of a document's file and of another file is in both, 0 to 1; 0 where that is no text. */
    double likeness(AgentDocument document, String fileName) throws IOException {
        return setup.files().read(fileName) instanceof FileReading.Text text ? document.likeness(text.text()) : 0;
    }

    /** Takes up a document by its path, whether it has a file or not. */
    AgentDocument open(String docPath) throws IOException, RefusedDocumentException {
        AgentDocument known = documents.get(docPath);
        if (known != null) {
            return known;
        }
        DocumentKey key = key(docPath);
        return open(key, key.fileName());
    }

    /** Takes up a document that the relay has, or tells it what the relay's list says. */
    void take(String docPath, Standing standing) throws IOException, RefusedDocumentException {
        AgentDocument known = documents.get(docPath);
        if (known == null) {
            DocumentKey key = key(docPath);
            known = open(key, key.fileName(), null, standing);
            if (standing.id() != null) {
                known.takenAs(standing.id());
            }
        }
        known.stand(standing);
    }

    /** Takes up the document of a file; one that was deleted, and whose file is there again, is the one that it was. */
    AgentDocument open(DocumentKey key, String fileName) throws IOException {
        synchronized (documents) {
            AgentDocument known = documents.get(key.docPath());
            if (known != null) {
                return known;
            }
            Buried again = again(key, fileName);
            return open(key, fileName, null, listed ? Standing.absent(null) : Standing.UNKNOWN, again);
        }
    }

    private @Nullable Buried again(DocumentKey key, String fileName) throws IOException {
        Buried buried = Buried.of(setup.state(), key.docPath());
        if (buried == null
                || !(setup.files().read(fileName) instanceof FileReading.Text text)
                || !buried.isAgain(text)) {
            return null;
        }
        setup.state().exhumeLog(key.docPath());
        return buried;
    }

    private DocumentKey key(String docPath) throws RefusedDocumentException {
        DocumentKey key;
        try {
            key = names.ofDocPath(docPath);
        } catch (InvalidKeyException e) {
            throw new RefusedDocumentException(String.valueOf(e.getMessage()), e);
        }
        if (rules.isIgnored(key.fileName(), false)) {
            throw new RefusedDocumentException("its file '" + key.fileName() + "' is ignored", null);
        }
        return key;
    }

    private AgentDocument open(DocumentKey key, String name, @Nullable AtRest rest, Standing standing)
            throws IOException {
        return open(key, name, rest, standing, null);
    }

    private AgentDocument open(
            DocumentKey key, String name, @Nullable AtRest rest, Standing standing, @Nullable Buried again)
            throws IOException {
        return takenUp(
                key,
                () -> {
                    AgentDocument made = AgentDocument.of(key, name, setup, owner, rest);
                    if (again != null) {
                        made.returns(again.identity());
                    }
                    return made;
                },
                standing);
    }

    /** The document of that path; if there is none, it is made, and set going. */
    private AgentDocument takenUp(DocumentKey key, Supplier<AgentDocument> making, Standing standing)
            throws IOException {
        AgentDocument made;
        synchronized (documents) {
            AgentDocument known = documents.get(key.docPath());
            if (known != null) {
                return known;
            }
            if (stopped) {
                throw new IOException("the agent is stopping");
            }
            made = making.get();
            made.stand(standing);
            documents.put(key.docPath(), made);
        }
        aliases.remove(key.docPath());
        noteLink(made.fileName(), key.docPath());
        made.start();
        return made;
    }

    /**
     * Lets an editor into a document, which is made if there is none; a former path leads to the renamed one. Fails where there is a
     * file of which it is yet to be found whether it is a known one under another name.
     */
    RoomLease lease(String docPath) throws IOException, RefusedDocumentException {
        while (true) {
            AgentDocument document;
            if (mayBeRenamed(present(docPath))) {
                throw new IOException(
                        "its file came just now, and may be another one under a new name: try again shortly");
            }
            synchronized (documents) {
                document = open(present(docPath));
            }
            try {
                return document.lease();
            } catch (EndedException e) {
                if (!isForgotten(document)) {
                    throw e;
                }
            }
        }
    }

    private boolean mayBeRenamed(String docPath) throws RefusedDocumentException {
        return documents.get(docPath) == null
                && setup.files().isTaken(key(docPath).fileName())
                && isAny(this::isAway);
    }

    /** Whether a document's file is not where it was, and nobody has decided what that means. */
    boolean isAway(AgentDocument document) {
        return (document.content() != null || isUnread(document))
                && !document.isGone()
                && !setup.files().isTaken(document.fileName());
    }

    /** Whether a document got another name while its file was away, and nobody has decided yet what became of that. */
    boolean isAnyLeftBehind() {
        leftBehind.removeIf(docPath -> {
            AgentDocument document = documents.get(docPath);
            return document != null && !isAway(document);
        });
        return !leftBehind.isEmpty();
    }

    /** The path that a document has now which may have been renamed since it had that one. */
    private String present(String docPath) {
        String path = docPath;
        for (String next = aliases.get(path); next != null && !documents.containsKey(path); next = aliases.get(path)) {
            path = next;
        }
        return path;
    }

    /** Waits until a document that has ended has left its path to others; returns whether it did so in time. */
    private boolean isForgotten(AgentDocument document) {
        long deadline = setup.time().nanos() + LONGEST_END;
        synchronized (documents) {
            while (!stopped && documents.get(document.key().docPath()) == document) {
                long left = deadline - setup.time().nanos();
                if (left <= 0) {
                    return false;
                }
                try {
                    setup.time().await(documents, Duration.ofNanos(left));
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    return false;
                }
            }
            return !stopped;
        }
    }

    /** Forgets a document that has ended. */
    void remove(AgentDocument document) {
        synchronized (documents) {
            forget(document);
            setup.known().forget(document.fileName());
        }
    }

    private void forget(AgentDocument document) {
        documents.remove(document.key().docPath(), document);
        leftBehind.remove(document.key().docPath());
        documents.notifyAll();
    }

    /** How a file gets its new name, if it does not have it already. */
    @FunctionalInterface
    interface FileMove {
        FileMove DONE = () -> {};

        void run() throws IOException;

        /** Takes it back after it was done, since its document could not follow. */
        default void undo() throws IOException {}
    }

    /**
     * Gives a document another path, its history and its standing with it. Nobody can take up a document under the new path
     * while its file moves.
     *
     * @throws FileAlreadyExistsException when there is another document of that path, or a file in the way
     * @throws IOException when that fails; the document is still under its old path then
     */
    AgentDocument rename(AgentDocument document, DocumentKey to, String fileName, FileMove move) throws IOException {
        String from = document.key().docPath();
        Departed departed = departing(document, new NewName(to, fileName));
        synchronized (documents) {
            boolean leaving = false;
            boolean moved = false;
            try {
                requireFree(departed, List.of(departed));
                if (move != FileMove.DONE) {
                    leaving = true;
                    setup.state().leave(from, to.docPath());
                }
                move.run();
                moved = true;
                if (!from.equals(to.docPath())) {
                    aliases.put(from, to.docPath());
                }
                setup.state().renameLog(from, departed.renamed());
            } catch (IOException e) {
                if (moved) {
                    doBeside(e, move::undo);
                }
                if (leaving) {
                    doBeside(e, () -> setup.state().leave(from, null));
                }
                leftBehind.remove(to.docPath());
                stay(List.of(departed));
                throw e;
            }
            forget(document);
            setup.known().recall(fileName, setup.known().forget(document.fileName()));
            setup.state().formerHolders().moved(Map.of(from, to.docPath()), false);
            return departed.takeUp(to, fileName);
        }
    }

    private Departed departing(AgentDocument document, NewName to) throws IOException {
        String docPath = to.key().docPath();
        if (isAway(document)) {
            // Nothing else says so from now on, until it has looked for its file under the new name.
            leftBehind.add(docPath);
        }
        try {
            return new Departed(document, document.depart(), to);
        } catch (IOException | RuntimeException e) {
            leftBehind.remove(docPath);
            throw e;
        }
    }

    /**
     * Has a document follow its file, which an earlier run moved, or was about to: whatever is there now is that file, or took its
     * place.
     */
    void endMove(String docPath, String toPath) throws IOException, RefusedDocumentException {
        AgentDocument document = documents.get(docPath);
        DocumentKey to = key(toPath);
        if (document == null || documents.containsKey(toPath)) {
            return;
        }
        if (!setup.files().isTaken(document.fileName()) && setup.files().isTaken(to.fileName())) {
            log.info("'{}' was on its way to '{}' when the agent ended: it is there now", docPath, toPath);
            AgentDocument unused = rename(document, to, to.fileName(), FileMove.DONE);
        }
    }

    /** Does what has to be done after a failure; when that fails as well, the first one is what is told. */
    private static void doBeside(IOException cause, FileMove step) {
        try {
            step.run();
        } catch (IOException e) {
            cause.addSuppressed(e);
        }
    }

    /** The name that a document's file has got, or gets. */
    record NewName(DocumentKey key, String fileName) {}

    /** A document that has ended under its path and goes on under another one, or under its own. */
    private final class Departed {
        private final AgentDocument document;
        private final Departure known;
        private final NewName to;

        Departed(AgentDocument document, Departure known, NewName to) {
            this.document = document;
            this.known = known;
            this.to = to;
        }

        String from() {
            return document.key().docPath();
        }

        /** What is known of it, under its new path. */
        Entry.Snapshot renamed() {
            return known.snapshot().named(to.key().docPath());
        }

        /** Goes on under that path. */
        AgentDocument takeUp(DocumentKey key, String fileName) throws IOException {
            AgentDocument again;
            try {
                again = takenUp(key, () -> AgentDocument.goingOn(key, fileName, setup, owner, known), Standing.UNKNOWN);
            } catch (IOException e) {
                known.close();
                throw e;
            }
            again.knownAs(known.snapshot().identity());
            unread.add(again);
            return again;
        }
    }

    /** Under the monitor: fails unless the document's new path is nobody's, or that of one that departs, too. */
    private void requireFree(Departed one, Collection<Departed> all) throws FileAlreadyExistsException {
        AgentDocument other = documents.get(one.to.key().docPath());
        if (other != null && all.stream().noneMatch(departing -> departing.document == other)) {
            throw new FileAlreadyExistsException(one.to.fileName(), null, "there is another document of that name");
        }
    }

    /** Under the monitor: takes documents up again that were to get other names. */
    private void stay(Collection<Departed> departed) throws IOException {
        for (Departed one : departed) {
            forget(one.document);
            AgentDocument unused = one.takeUp(one.document.key(), one.document.fileName());
        }
    }

    /**
     * Gives documents other paths at once, which may be those of each other, as {@link #rename} does one.
     *
     * @throws FileAlreadyExistsException when there is another document of such a path
     * @throws IOException when that fails; the documents are still under their old paths then
     */
    void exchange(Map<AgentDocument, NewName> names, FileMove move) throws IOException {
        List<Departed> departed = new ArrayList<>();
        try {
            for (Map.Entry<AgentDocument, NewName> one : names.entrySet()) {
                departed.add(new Departed(one.getKey(), one.getKey().depart(), one.getValue()));
            }
        } catch (IOException e) {
            synchronized (documents) {
                stay(departed);
            }
            throw e;
        }
        synchronized (documents) {
            Map<String, String> paths = new LinkedHashMap<>();
            Map<String, Entry.Snapshot> snapshots = new LinkedHashMap<>();
            Map<String, FileStamp> files = filesAfter(names);
            try {
                for (Departed one : departed) {
                    requireFree(one, departed);
                    paths.put(one.from(), one.to.key().docPath());
                    snapshots.put(one.from(), one.renamed());
                }
                move.run();
                setup.state().exchangeLogs(snapshots, files);
            } catch (IOException e) {
                stay(departed);
                throw e;
            }
            setup.state().formerHolders().moved(paths, true);
            for (Departed one : departed) {
                forget(one.document);
                FileStamp unused = setup.known().forget(one.document.fileName());
            }
            names.values().forEach(name -> setup.known().recall(name.fileName(), files.get(name.fileName())));
            for (Departed one : departed) {
                AgentDocument unused = one.takeUp(one.to.key(), one.to.fileName());
            }
            paths.forEach((from, to) -> {
                if (!documents.containsKey(from)) {
                    aliases.put(from, to);
                }
            });
        }
    }

    /** Which files the documents have when they have their new names. */
    private Map<String, FileStamp> filesAfter(Map<AgentDocument, NewName> names) {
        Map<String, FileStamp> before = setup.known().all();
        Map<String, FileStamp> files = new TreeMap<>(before);
        names.keySet().forEach(document -> files.remove(document.fileName()));
        names.forEach((document, name) -> {
            FileStamp stamp = before.get(document.fileName());
            if (stamp != null) {
                files.put(name.fileName(), stamp);
            }
        });
        return files;
    }

    /** What is known of the documents at rest. */
    List<AtRest> resting() {
        List<AtRest> resting = new ArrayList<>();
        for (AgentDocument document : documents.values()) {
            AtRest rest = document.atRest();
            if (rest != null) {
                resting.add(rest);
            }
        }
        return resting;
    }

    /** As {@link #saveFiles}, if that is news. */
    void saveFilesIfChanged() {
        if (setup.known().revision() != savedRevision) {
            try {
                saveFiles(resting());
            } catch (IOException e) {
                log.debug("the list of files could not be written", e);
            }
        }
    }

    /** Notes which files the other documents have. */
    void saveFiles(Collection<AtRest> resting) throws IOException {
        long revision = setup.known().revision();
        Map<String, FileStamp> files = new TreeMap<>(setup.known().all());
        resting.forEach(rest -> files.remove(rest.fileName()));
        setup.state().saveFiles(files);
        savedRevision = revision;
    }

    /**
     * The document that somebody asks for who has such a history of it: perhaps one that had the path before another one got it.
     *
     * @return its path
     */
    String named(String docPath, StateVector history) throws IOException {
        AgentDocument named = documents.get(docPath);
        if (named == null || history.isEmpty() || isRelated(named, history)) {
            return docPath;
        }
        for (String path : setup.state().formerHolders().of(docPath)) {
            AgentDocument former = documents.get(path);
            if (former != null && isRelated(former, history)) {
                return path;
            }
        }
        return docPath;
    }

    private static boolean isRelated(AgentDocument document, StateVector history) throws IOException {
        try (RoomLease lease = document.lease()) {
            return lease.room().<StateVector>read(YDoc::stateVector).sharesClientWith(history);
        }
    }

    /** The relay's list is known on this connection. */
    void listed() {
        listed = true;
    }

    /** Tells every document that the relay's list is history. */
    void disconnected() {
        listed = false;
        documents.values().forEach(document -> document.stand(Standing.UNKNOWN));
    }

    /** Documents of symbolic links that lead to a file. */
    Set<AgentDocument> linkedTo(String name) {
        Set<AgentDocument> found = new HashSet<>();
        for (String docPath : links.getOrDefault(setup.files().path(name), Set.of())) {
            AgentDocument document = documents.get(docPath);
            if (document != null) {
                found.add(document);
            }
        }
        return found;
    }

    private void noteLink(String name, String docPath) {
        Path path = setup.files().path(name);
        if (Files.isSymbolicLink(path)) {
            try {
                links.computeIfAbsent(setup.files().locate(name), target -> ConcurrentHashMap.newKeySet())
                        .add(docPath);
            } catch (IOException e) {
                log.debug("'{}' leads nowhere; the document reports it", name, e);
            }
        }
    }

    /** Notes that a file or a document is left alone. */
    void report(String name, String why) {
        if (!why.equals(reports.put(name, why))) {
            log.warn("'{}' is left alone: {}", name, why);
        }
    }

    /** Notes which files and directories a scan left alone; what was said of others before is not so any more. */
    void reportFiles(Map<String, String> found) {
        reports.keySet()
                .removeIf(name -> !found.containsKey(name)
                        && (scanned.contains(name)
                                || (!documents.containsKey(name) && DocumentNames.isDocumentFile(name))));
        found.forEach(this::report);
        scanned = Set.copyOf(found.keySet());
    }

    /** How each document stands, and what is left alone with the reason; sorted. */
    List<DocumentStatus> statuses() {
        TreeMap<String, DocumentStatus> all = new TreeMap<>();
        reports.forEach((name, why) -> all.put(name, new DocumentStatus(name, DocumentStatus.State.IGNORED, why)));
        Map<String, String> copies = copies();
        for (AgentDocument document : documents.values()) {
            DocumentStatus status = status(document, copies);
            all.put(status.docPath(), status);
        }
        return List.copyOf(all.values());
    }

    /** The conflict copies that there are, by the file that each lies beside; they wait for somebody, whoever made them. */
    private Map<String, String> copies() {
        Map<String, String> copies = new HashMap<>();
        for (AgentDocument document : documents.values()) {
            String original = original(document);
            if (original != null && Files.exists(setup.files().path(document.fileName()))) {
                copies.put(original, document.fileName());
            }
        }
        return copies;
    }

    /** The file that a conflict copy lies beside; null for any other file. */
    private @Nullable String original(AgentDocument copy) {
        String original = copy.original();
        if (original == null || isThere(original)) {
            return original;
        }
        for (AgentDocument document : documents.values()) {
            if (ConflictName.isBeside(copy.fileName(), document.fileName())) {
                return document.fileName();
            }
        }
        return original;
    }

    /** How a document stands; a text that is kept beside one that has another name now, or is gone, tells of itself. */
    private DocumentStatus status(AgentDocument document, Map<String, String> copies) {
        DocumentStatus status = document.status(copies.get(document.fileName()));
        String original = original(document);
        if (status.state() != DocumentStatus.State.SYNCED || original == null || isThere(original)) {
            return status;
        }
        return new DocumentStatus(
                status.docPath(),
                DocumentStatus.State.CONFLICT,
                "this text had no place in '" + original + "', which is gone or has another name now");
    }

    private boolean isThere(String fileName) {
        try {
            AgentDocument document = get(names.ofFile(fileName).docPath());
            return document != null && document.fileName().equals(fileName);
        } catch (InvalidKeyException e) {
            return false;
        }
    }

    /** How many documents, and files that are left alone, stand like that. */
    Map<DocumentStatus.State, Integer> counts() {
        Map<DocumentStatus.State, Integer> counts = new EnumMap<>(DocumentStatus.State.class);
        Map<String, String> copies = copies();
        documents
                .values()
                .forEach(document -> counts.merge(status(document, copies).state(), 1, Integer::sum));
        int left = 0;
        for (String name : reports.keySet()) {
            left += documents.containsKey(name) ? 0 : 1;
        }
        counts.merge(DocumentStatus.State.IGNORED, left, Integer::sum);
        return counts;
    }

    /** Takes up no more documents. */
    void stop() {
        stopped = true;
        synchronized (documents) {
            documents.notifyAll();
        }
    }
}
