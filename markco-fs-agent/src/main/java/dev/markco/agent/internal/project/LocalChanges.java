package dev.markco.agent.internal.project;

import dev.markco.agent.internal.disk.FileStamp;
import dev.markco.agent.internal.disk.ProjectFiles;
import dev.markco.agent.internal.disk.Reasons;
import dev.markco.agent.internal.document.AgentDocument;
import dev.markco.agent.internal.document.SerialTask;
import dev.markco.agent.internal.watch.ChangeListener;
import dev.markco.agent.internal.watch.DocumentNames;
import dev.markco.agent.internal.watch.IgnoreRules;
import dev.markco.agent.internal.watch.ProjectScan;
import dev.markco.sync.DocumentKey;
import dev.markco.sync.InvalidKeyException;
import dev.markco.sync.time.Time;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What happens to the project's files: scans, dirty names, files that come, and files that go. Thread-safe; all is done in one
 * task.
 */
final class LocalChanges implements ChangeListener {
    private static final Logger log = LoggerFactory.getLogger(LocalChanges.class);

    /** Between scans that nothing asked for, in milliseconds. */
    private static final long RESCAN_INTERVAL = 300_000;
    /** The same while the directory cannot be watched. */
    private static final long RESCAN_INTERVAL_UNWATCHED = 1_000;
    /** While it cannot be watched, at most one part in so many of the time goes into scans. */
    private static final long MOST_SCANNING = 10;
    /** How often it is looked whether the directory is still there, which nothing tells. */
    private static final long HEARTBEAT = 2_000;
    /** More dirty names than this are one rescan. */
    private static final int MOST_DIRTY = 10_000;

    private static final long SHORTLY = 100;
    /** When a file that cannot be looked at is tried again. */
    private static final Duration AGAIN = Duration.ofSeconds(10);

    private final Documents documents;
    private final ProjectFiles files;
    private final IgnoreRules rules;
    private final Renaming renaming;
    private final LeftAlone leftAlone;
    private final Time time;
    private final SerialTask task;
    private final Arrivals arrivals;
    private final ExchangedFiles exchanged;
    private final GoneFiles gone;
    private volatile Runnable onRename = () -> {};

    private final Set<String> dirtyNames = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean rescan = new AtomicBoolean(true);
    private final AtomicBoolean departures = new AtomicBoolean();
    private volatile @Nullable String unwatched;
    private volatile boolean scanned;
    private volatile boolean paused;
    private volatile @Nullable String stuck;

    // Confined to the task.
    /** Files of known documents that are not there just now. */
    private final Set<String> goneNames = new HashSet<>();

    private long scannedAt;
    private long notedAt;
    private long scanTook;

    LocalChanges(Documents documents, Renaming renaming, LeftAlone leftAlone, IgnoreRules rules) {
        this.documents = documents;
        this.files = documents.setup().files();
        this.rules = rules;
        this.renaming = renaming;
        this.leftAlone = leftAlone;
        this.time = documents.setup().time();
        this.arrivals = new Arrivals(documents);
        this.exchanged = new ExchangedFiles(documents, renaming);
        this.gone =
                new GoneFiles(documents, renaming, arrivals, exchanged, () -> onRename.run(), () -> rescan.set(true));
        this.task = new SerialTask(this::takeChanges, documents.setup().pool(), time);
    }

    /** {@code told} is run when a document was renamed here. */
    void onRename(Runnable told) {
        onRename = told;
    }

    void start() {
        task.signal();
    }

    /** Whether the first scan is done. */
    boolean isScanned() {
        return scanned;
    }

    /** What keeps the whole project from being synced, or waits for somebody's word; or null. */
    @Nullable
    String trouble() {
        String all = stuck;
        return all == null ? gone.brake() : all;
    }

    /** Why the directory is scanned over and over instead of being watched, or null. */
    @Nullable
    String unwatched() {
        return unwatched;
    }

    /** Whether the directory is not there, so that nothing can be done. */
    boolean isStuck() {
        return stuck != null;
    }

    /** Whether files of which nobody knows what they mean wait to be looked at. */
    boolean isBusy() {
        return rescan.get() || !dirtyNames.isEmpty() || departures.get() || !arrivals.isEmpty();
    }

    void setPaused(boolean nothing) {
        paused = nothing;
        if (!nothing) {
            rescan.set(true);
            task.signal();
        }
    }

    /** Says that the files that are gone are meant to be. */
    void approve() {
        gone.approve();
        departures.set(true);
        task.signal();
    }

    /** Says that the files that are gone are not meant to be: they are written again. */
    void bringBack() throws IOException {
        synchronized (renaming) {
            for (AgentDocument document : documents.all()) {
                if (document.view().isMissing() || document.view().emptiness().isUndecided()) {
                    document.bringBack();
                }
            }
        }
        departures.set(true);
        task.signal();
    }

    /** A file is gone for longer than editors take to save. */
    void missing() {
        if (departures.compareAndSet(false, true)) {
            task.signal();
        }
    }

    @Override
    public void dirty(String name) {
        dirtyNames.add(name);
        if (dirtyNames.size() > MOST_DIRTY) {
            rescan.set(true);
        }
        task.signal();
    }

    @Override
    public void rescan(String why) {
        log.debug("Rescanning: {}", why);
        rescan.set(true);
        task.signal();
    }

    @Override
    public void unwatched(@Nullable String why) {
        unwatched = why;
        task.signal();
    }

    private void takeChanges() {
        if (paused) {
            return;
        }
        if (!documents.setup().state().isInPlace()) {
            stuck("'" + files.root() + "' is not there, or not what it was: nothing is synced until it is"
                    + " back. If it is another directory now, start the agent anew");
            return;
        }
        long now = time.millis();
        arrivals.beginRound();
        exchanged.beginRound();
        gone.beginRound();
        boolean asked = rescan.getAndSet(false);
        List<String> dirty = new ArrayList<>(dirtyNames);
        dirty.forEach(dirtyNames::remove);
        long interval =
                unwatched == null ? RESCAN_INTERVAL : Math.max(RESCAN_INTERVAL_UNWATCHED, MOST_SCANNING * scanTook);
        if (asked || !scanned || now - scannedAt >= interval) {
            scannedAt = now;
            scan(asked);
            scanTook = time.millis() - now;
            log.debug("Scanned {} in {} ms", files.root(), scanTook);
        }
        // Those that are gone come first: what came meanwhile may be one of them.
        dirty.forEach(this::noteIfGone);
        dirty.forEach(this::lookAt);
        goneNames.removeIf(name -> !isStillGone(name));
        boolean beat = now - notedAt >= HEARTBEAT;
        if (beat && gone.isBraked()) {
            departures.set(true);
        }
        boolean more = settle(now);
        if (beat) {
            notedAt = now;
            documents.saveFilesIfChanged();
        }
        task.signalIn(more ? SHORTLY : Math.min(interval, HEARTBEAT));
    }

    /** Scans; if something may have been missed, every document looks at its file, else those whose stamp differs. */
    private void scan(boolean doubt) {
        ProjectScan scan;
        try {
            scan = ProjectScan.of(files.root(), rules, documents.names());
        } catch (IOException e) {
            stuck("'" + files.root() + "' cannot be listed (" + e.getMessage() + "); nothing is synced until it can");
            return;
        }
        if (stuck != null) {
            log.info("'{}' is there again", files.root());
            stuck = null;
        }
        leftAlone.reportScan(scan.reports(), name -> documents.get(name) == null && DocumentNames.isDocumentFile(name));
        Collection<AgentDocument> known = documents.all();
        known.stream()
                .map(AgentDocument::fileName)
                .filter(name -> !scan.files().containsValue(name))
                .forEach(this::noteIfGone);
        scan.files().forEach((docPath, name) -> {
            if (documents.get(docPath) == null) {
                openFile(name);
            }
        });
        for (AgentDocument document : known) {
            if (rules.isIgnored(document.fileName(), false)) {
                dismiss(document);
            } else {
                lookAgain(document, doubt && scanned);
            }
        }
        scanned = true;
    }

    /** Rules have come to ignore the file: the document is let go, and neither changed nor deleted. */
    private void dismiss(AgentDocument document) {
        try {
            document.end();
            document.close();
        } catch (IOException e) {
            log.warn("'{}' could not be closed: {}", document.fileName(), e.getMessage());
        }
        documents.remove(document);
        leftAlone.report(document.fileName(), "it is ignored now");
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
        if (!why.equals(stuck)) {
            log.error("{}", why);
        }
        stuck = why;
        rescan.set(true);
        task.signalIn(RESCAN_INTERVAL_UNWATCHED);
    }

    /** Notes that the file of a known document is not there just now. */
    private void noteIfGone(String name) {
        if (isStillGone(name)) {
            goneNames.add(name);
        }
    }

    private boolean isStillGone(String name) {
        try {
            AgentDocument known = documents.get(documents.names().ofFile(name).docPath());
            return known != null && known.fileName().equals(name) && documents.isAway(known);
        } catch (InvalidKeyException e) {
            return false;
        }
    }

    private void lookAt(String name) {
        documents.linkedTo(name).forEach(AgentDocument::markDirty);
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
            for (AgentDocument document : documents.all()) {
                if (document.view().isOnInode(stamp.inode())) {
                    document.markDirty();
                }
            }
        } catch (IOException e) {
            log.debug("'{}' cannot be looked at", name, e);
            rescan.set(true);
        }
    }

    /** Takes up the document of a file, or lets it look. */
    private void openFile(String name) {
        try {
            DocumentKey key = documents.names().ofFile(name);
            AgentDocument known = documents.get(key.docPath());
            if (known == null) {
                if (files.isTaken(name) && !arrivals.holds(name, key, isAnyAway(), time.millis())) {
                    documents.open(key, name);
                }
            } else if (known.fileName().equals(name)) {
                known.markDirty();
            } else if (files.isTaken(known.fileName())) {
                leftAlone.report(name, "the file '" + known.fileName() + "' is the same document");
            } else if (files.isTaken(name)) {
                respell(known, key, name);
            }
        } catch (InvalidKeyException e) {
            leftAlone.report(name, String.valueOf(e.getMessage()));
        } catch (IOException e) {
            // It is about this file alone: looking at all of them again would not help, and never end.
            leftAlone.report(name, Reasons.of(e));
            again(name);
        }
    }

    private void again(String name) {
        try {
            time.after(AGAIN, () -> dirty(name));
        } catch (RejectedExecutionException e) {
            log.trace("the agent stops, and '{}' is looked at by the next one", name, e);
        }
    }

    /** The same name in other characters (NFC, NFD): the document goes on with that file. */
    private void respell(AgentDocument known, DocumentKey key, String name) throws IOException {
        synchronized (renaming) {
            renaming.rename(known, new Renaming.NewName(key, name), Renaming.FileMove.DONE);
        }
        onRename.run();
    }

    /** Whether some known file is not where it was, so that what comes may be it. */
    private boolean isAnyAway() {
        return !goneNames.isEmpty() || exchanged.isAny() || documents.isAnyLeftBehind();
    }

    /** Whether nobody can say what became of one of them, since its document is in trouble. */
    private boolean isOneOfThemStuck() {
        return documents.isAny(document -> document.view().isInTrouble()
                && (goneNames.contains(document.fileName()) || documents.isUnread(document)));
    }

    /** Decides about files that came and files that went; returns whether something waits. */
    private boolean settle(long now) {
        switch (exchanged.settle(arrivals.names(), now)) {
            case WAITING -> {
                return true;
            }
            case RENAMED -> {
                arrivals.forgetDocuments();
                onRename.run();
            }
            case NOTHING -> log.trace("no files have the names of others");
        }
        if (departures.getAndSet(false) || gone.isWaiting()) {
            gone.settle(now);
        }
        if (arrivals.isEmpty()) {
            return gone.isWaiting();
        }
        for (Arrivals.Held file : arrivals.due(isAnyAway(), gone.isWaiting() || isOneOfThemStuck(), now)) {
            try {
                documents.open(file.key(), file.name());
            } catch (IOException e) {
                log.warn("'{}' cannot be opened: {}", file.name(), e.getMessage());
                rescan.set(true);
            }
        }
        return gone.isWaiting() || !arrivals.isEmpty();
    }
}
