package dev.markco.agent.internal.project;

import dev.markco.agent.internal.decision.Standing;
import dev.markco.agent.internal.disk.FileReading;
import dev.markco.agent.internal.disk.FileStamp;
import dev.markco.agent.internal.document.AgentDocument;
import dev.markco.agent.internal.document.Departure;
import dev.markco.agent.internal.document.EndedException;
import dev.markco.agent.internal.replica.Buried;
import dev.markco.agent.internal.setup.DocumentSetup;
import dev.markco.agent.internal.state.Aliases;
import dev.markco.agent.internal.state.AtRest;
import dev.markco.agent.internal.state.KeptDocuments;
import dev.markco.agent.internal.watch.DocumentNames;
import dev.markco.agent.internal.watch.IgnoreRules;
import dev.markco.sync.DocumentKey;
import dev.markco.sync.InvalidKeyException;
import dev.markco.sync.room.RoomLease;
import dev.markco.yjs.StateVector;
import dev.markco.yjs.YDoc;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;
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
    private final SymbolicLinks links;
    /** Those that were left under way, by an earlier run or under another name, and of which nothing has been read yet. */
    private final Set<AgentDocument> unread = ConcurrentHashMap.newKeySet();
    /** The paths of documents that got them while their files were away. */
    private final Set<String> leftBehind = ConcurrentHashMap.newKeySet();

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
        this.links = new SymbolicLinks(setup.files());
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
            resume(new KeptDocuments.Logged(rest.docPath(), rest.identity(), null));
            return;
        }
        DocumentKey key = key(rest.docPath());
        open(key, rest.fileName(), rest, Standing.UNKNOWN);
    }

    /** Takes up what was under way when the last run ended. */
    void resume(KeptDocuments.Logged document) throws RefusedDocumentException, IOException {
        AgentDocument opened = open(document.docPath());
        opened.news().knownAs(document.identity());
        unread.add(opened);
    }

    /** Whether there are documents of which it is not known what their files held. */
    boolean areUnread() {
        unread.removeIf(document ->
                document.view().isRead() || documents.get(document.key().docPath()) != document);
        return !unread.isEmpty();
    }

    /** Whether it is not known what this document's file held. */
    boolean isUnread(AgentDocument document) {
        return unread.contains(document) && !document.view().isRead();
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
                known.news().takenAs(standing.id());
            }
        }
        known.news().stand(standing);
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
        Buried buried = Buried.of(setup.state().buried(), key.docPath());
        if (buried == null
                || !(setup.files().read(fileName) instanceof FileReading.Text text)
                || !buried.isAgain(text)) {
            return null;
        }
        setup.state().buried().exhume(key.docPath());
        return buried;
    }

    /**
     * The key of a path.
     *
     * @throws RefusedDocumentException when there can be no document of that path here, or its file is ignored
     */
    DocumentKey key(String docPath) throws RefusedDocumentException {
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
                        made.news().returns(again.identity());
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
            made.news().stand(standing);
            documents.put(key.docPath(), made);
        }
        aliases.remove(key.docPath());
        links.note(made.fileName(), key.docPath());
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
        return (document.view().content() != null || isUnread(document))
                && !document.view().isGone()
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

    /** Under the {@link #monitor}: makes a document's path free, and lets go of who waits for that. */
    void forget(AgentDocument document) {
        documents.remove(document.key().docPath(), document);
        leftBehind.remove(document.key().docPath());
        documents.notifyAll();
    }

    /** What guards which document has which path. */
    Object monitor() {
        return documents;
    }

    /** Says that a document gets that path whose file is away: nothing else does until it has looked for its file there. */
    void leaveBehind(String docPath) {
        leftBehind.add(docPath);
    }

    /** No document is to get that path after all. */
    void leaveNoneBehind(String docPath) {
        leftBehind.remove(docPath);
    }

    /** A document goes on that ended under this or another name. */
    AgentDocument goOn(DocumentKey key, String fileName, Departure known) throws IOException {
        AgentDocument again =
                takenUp(key, () -> AgentDocument.goingOn(key, fileName, setup, owner, known), Standing.UNKNOWN);
        again.news().knownAs(known.snapshot().identity());
        unread.add(again);
        return again;
    }

    /** Forgets a document that has ended. */
    void remove(AgentDocument document) {
        synchronized (documents) {
            forget(document);
            setup.known().forget(document.fileName());
        }
    }

    /** What is known of the documents at rest. */
    List<AtRest> resting() {
        List<AtRest> resting = new ArrayList<>();
        for (AgentDocument document : documents.values()) {
            AtRest rest = document.view().atRest();
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
        setup.state().kept().saveFiles(files);
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
        documents.values().forEach(document -> document.news().stand(Standing.UNKNOWN));
    }

    /** Documents of symbolic links that lead to a file. */
    Set<AgentDocument> linkedTo(String name) {
        return links.to(name).stream()
                .map(documents::get)
                .filter(Objects::nonNull)
                .collect(Collectors.toSet());
    }

    /** Takes up no more documents. */
    void stop() {
        stopped = true;
        synchronized (documents) {
            documents.notifyAll();
        }
    }
}
