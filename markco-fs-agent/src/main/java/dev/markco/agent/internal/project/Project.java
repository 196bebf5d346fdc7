package dev.markco.agent.internal.project;

import dev.markco.agent.DocumentStatus;
import dev.markco.agent.internal.disk.FileStamp;
import dev.markco.agent.internal.disk.ProjectFiles;
import dev.markco.agent.internal.document.AgentDocument;
import dev.markco.agent.internal.document.DocumentSetup;
import dev.markco.agent.internal.document.SerialTask;
import dev.markco.agent.internal.watch.ChangeListener;
import dev.markco.agent.internal.watch.DocumentNames;
import dev.markco.agent.internal.watch.IgnoreRules;
import dev.markco.agent.internal.watch.ProjectScan;
import dev.markco.sync.DocumentKey;
import dev.markco.sync.InvalidKeyException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All documents of a project. Whoever hears of a file or a document, the watcher, a scan, the relay's list, a local editor,
 * tells it here, and the document is opened once. Thread-safe.
 */
public final class Project implements ChangeListener {
    private static final Logger log = LoggerFactory.getLogger(Project.class);

    /** Between scans that nothing asked for, in milliseconds. */
    private static final long RESCAN_INTERVAL = 30_000;
    /** The same while the directory cannot be watched. */
    private static final long RESCAN_INTERVAL_UNWATCHED = 1_000;
    /** More dirty names than this are one rescan. */
    private static final int MOST_DIRTY = 10_000;

    private final DocumentSetup setup;
    private final ProjectFiles files;
    private final IgnoreRules rules;
    private final DocumentNames names;
    private final SerialTask changes;

    /** By document path; opening is guarded by this map's monitor. */
    private final Map<String, AgentDocument> documents = new ConcurrentHashMap<>();
    /** Documents whose file is a symbolic link, by what it leads to. */
    private final Map<Path, Set<AgentDocument>> links = new ConcurrentHashMap<>();
    /** Why files and documents that are left alone are, by name. */
    private final Map<String, String> reports = new ConcurrentHashMap<>();

    private final Set<String> dirtyNames = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean rescan = new AtomicBoolean(true);
    private volatile boolean watching = true;
    private volatile boolean scanned;
    private volatile boolean stopped;
    private volatile @Nullable String trouble;
    private volatile @Nullable String reportedTrouble;

    public Project(DocumentSetup setup, IgnoreRules rules, DocumentNames names) {
        this.setup = setup;
        this.files = setup.files();
        this.rules = rules;
        this.names = names;
        this.changes = new SerialTask(this::takeChanges, setup.pool(), setup.timer());
    }

    /** Opens what earlier runs left, and scans for the first time. */
    public void start() throws IOException {
        for (String docPath : setup.state().docPaths()) {
            try {
                open(docPath);
            } catch (RefusedDocumentException e) {
                reports.put(docPath, String.valueOf(e.getMessage()));
            }
        }
        changes.signal();
    }

    /** Whether the first scan is done. */
    public boolean isScanned() {
        return scanned;
    }

    /** What keeps the whole project from being served, or null. */
    public @Nullable String trouble() {
        return trouble;
    }

    public DocumentNames names() {
        return names;
    }

    /** How each document stands, and what is left alone with the reason; sorted. */
    public List<DocumentStatus> statuses() {
        TreeMap<String, DocumentStatus> all = new TreeMap<>();
        reports.forEach((name, why) -> all.put(name, new DocumentStatus(name, DocumentStatus.State.IGNORED, why)));
        for (AgentDocument document : documents.values()) {
            DocumentStatus status = document.status();
            all.put(status.docPath(), status);
        }
        return List.copyOf(all.values());
    }

    public Collection<AgentDocument> documents() {
        return List.copyOf(documents.values());
    }

    /** Opens a document by its path, whether it has a file or not. */
    public AgentDocument open(String docPath) throws IOException, RefusedDocumentException {
        AgentDocument known = documents.get(docPath);
        if (known != null) {
            return known;
        }
        DocumentKey key;
        try {
            key = names.ofDocPath(docPath);
        } catch (InvalidKeyException e) {
            throw new RefusedDocumentException(String.valueOf(e.getMessage()), e);
        }
        if (rules.isIgnored(key.fileName(), false)) {
            throw new RefusedDocumentException("its file '" + key.fileName() + "' is ignored", null);
        }
        return open(key, key.fileName());
    }

    /** A document was heard of on the relay. */
    public void heardOf(String docPath) {
        try {
            open(docPath);
        } catch (RefusedDocumentException e) {
            report(docPath, String.valueOf(e.getMessage()));
        } catch (IOException e) {
            log.warn("The document '{}' cannot be opened: {}", docPath, e.getMessage());
        }
    }

    @Override
    public void dirty(String name) {
        dirtyNames.add(name);
        if (dirtyNames.size() > MOST_DIRTY) {
            rescan.set(true);
        }
        changes.signal();
    }

    @Override
    public void rescan(String why) {
        log.debug("Rescanning: {}", why);
        rescan.set(true);
        changes.signal();
    }

    @Override
    public void watching(boolean works) {
        watching = works;
        changes.signal();
    }

    /** Takes no more changes. */
    public void stop() {
        stopped = true;
    }

    private void takeChanges() {
        if (stopped) {
            return;
        }
        boolean asked = rescan.getAndSet(false);
        List<String> dirty = new ArrayList<>(dirtyNames);
        dirty.forEach(dirtyNames::remove);
        if (asked || dirty.isEmpty()) {
            scan(asked);
        }
        for (String name : dirty) {
            lookAt(name);
        }
        changes.signalIn(watching ? RESCAN_INTERVAL : RESCAN_INTERVAL_UNWATCHED);
    }

    /** Scans; if something may have been missed, every document looks at its file, else those whose stamp differs. */
    private void scan(boolean doubt) {
        ProjectScan scan;
        try {
            scan = ProjectScan.of(files.root(), rules, names);
        } catch (IOException e) {
            stuck("'" + files.root() + "' cannot be listed (" + e.getMessage() + "); nothing is synced until it can");
            return;
        }
        trouble = null;
        reportedTrouble = null;
        reports.keySet().removeIf(name -> !documents.containsKey(name) && DocumentNames.isDocumentFile(name));
        scan.reports().forEach(this::report);
        scan.files().forEach((docPath, name) -> {
            if (!documents.containsKey(docPath)) {
                openFile(name);
            }
        });
        for (AgentDocument document : documents.values()) {
            lookAgain(document, doubt || !scanned);
        }
        scanned = true;
    }

    private void lookAgain(AgentDocument document, boolean surely) {
        try {
            if (surely) {
                document.markDirty();
            } else {
                document.seen(FileStamp.of(files.locate(document.fileName())));
            }
        } catch (IOException e) {
            log.debug("'{}' cannot be looked at", document.fileName(), e);
            document.markDirty();
        }
    }

    private void stuck(String why) {
        trouble = why;
        if (!why.equals(reportedTrouble)) {
            reportedTrouble = why;
            log.error("{}", why);
        }
        rescan.set(true);
        changes.signalIn(RESCAN_INTERVAL_UNWATCHED);
    }

    private void lookAt(String name) {
        Set<AgentDocument> linked = links.get(files.path(name));
        if (linked != null) {
            linked.forEach(AgentDocument::markDirty);
        }
        markHardLinks(name);
        openFile(name);
    }

    /** A write shows under one name of a file only; its other names are the same file all the same. */
    private void markHardLinks(String name) {
        try {
            FileStamp stamp = FileStamp.of(files.path(name));
            if (stamp == null || stamp.links() < 2) {
                return;
            }
            for (AgentDocument document : documents.values()) {
                if (document.isOnInode(stamp.inode())) {
                    document.markDirty();
                }
            }
        } catch (IOException e) {
            log.debug("'{}' cannot be looked at", name, e);
            rescan.set(true);
        }
    }

    /** Opens the document of a file, or lets it look. */
    private void openFile(String name) {
        try {
            DocumentKey key = names.ofFile(name);
            AgentDocument known = documents.get(key.docPath());
            if (known == null && Files.exists(files.path(name), LinkOption.NOFOLLOW_LINKS)) {
                open(key, name);
            } else if (known != null && known.fileName().equals(name)) {
                known.markDirty();
            } else if (known != null) {
                report(name, "the file '" + known.fileName() + "' is the same document");
            }
        } catch (InvalidKeyException e) {
            report(name, String.valueOf(e.getMessage()));
        } catch (IOException e) {
            log.warn("'{}' cannot be opened: {}", name, e.getMessage());
            rescan.set(true);
            changes.signalIn(RESCAN_INTERVAL_UNWATCHED);
        }
    }

    private AgentDocument open(DocumentKey key, String name) throws IOException {
        AgentDocument opened;
        synchronized (documents) {
            AgentDocument known = documents.get(key.docPath());
            if (known != null) {
                return known;
            }
            if (stopped) {
                throw new IOException("the agent is stopping");
            }
            opened = AgentDocument.open(key, name, setup);
            documents.put(key.docPath(), opened);
        }
        noteLink(name, opened);
        opened.start();
        return opened;
    }

    private void noteLink(String name, AgentDocument document) {
        Path path = files.path(name);
        if (Files.isSymbolicLink(path)) {
            try {
                links.computeIfAbsent(files.locate(name), target -> ConcurrentHashMap.newKeySet())
                        .add(document);
            } catch (IOException e) {
                log.debug("'{}' leads nowhere; the document reports it", name, e);
            }
        }
    }

    private void report(String name, String why) {
        if (!why.equals(reports.put(name, why))) {
            log.warn("'{}' is left alone: {}", name, why);
        }
    }
}
