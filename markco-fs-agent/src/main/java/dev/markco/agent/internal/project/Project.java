package dev.markco.agent.internal.project;

import dev.markco.agent.DocumentStatus;
import dev.markco.agent.internal.document.AgentDocument;
import dev.markco.agent.internal.setup.DocumentSetup;
import dev.markco.agent.internal.state.AtRest;
import dev.markco.agent.internal.state.KeptDocuments;
import dev.markco.agent.internal.state.MachineStart;
import dev.markco.agent.internal.state.StateDirectory;
import dev.markco.agent.internal.uplink.RelayHttp;
import dev.markco.agent.internal.watch.ChangeListener;
import dev.markco.agent.internal.watch.DocumentNames;
import dev.markco.agent.internal.watch.IgnoreRules;
import dev.markco.sync.room.RoomLease;
import dev.markco.yjs.StateVector;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A whole project: its documents, what happens to its files, and what happens to its documents on the relay. Thread-safe.
 */
public final class Project implements AgentDocument.Owner {
    private static final Logger log = LoggerFactory.getLogger(Project.class);

    private final DocumentSetup setup;
    private final Documents documents;
    private final LeftAlone leftAlone;
    private final Statuses statuses;
    private final Renaming renaming;
    private final LocalChanges local;
    private final @Nullable RelayChanges relay;
    private volatile boolean paused;
    private volatile boolean stopped;
    /** What the index holds, as far as it was written in this run; confined to who writes it. */
    private List<AtRest> saved = List.of();

    private volatile MachineStart startedIn = MachineStart.UNKNOWN;
    /** So often the state directory was made anew and every document had its log written again. Guarded by this. */
    private int restored;

    /** Why there is no state directory, or null. */
    private volatile @Nullable String stateless;

    /** A project on a directory; {@code http} is the way to its relay, null for none. */
    public Project(DocumentSetup setup, IgnoreRules rules, DocumentNames names, @Nullable RelayHttp http) {
        this.setup = setup;
        this.documents = new Documents(setup, rules, names, this);
        this.leftAlone = new LeftAlone();
        this.statuses = new Statuses(documents, leftAlone);
        this.renaming = new Renaming(documents);
        this.local = new LocalChanges(documents, renaming, leftAlone, rules);
        this.relay = http == null ? null : new RelayChanges(documents, renaming, leftAlone, http);
        if (relay != null) {
            local.onRename(relay::askNow);
            // What was ignored may be wanted, though only the relay has it.
            rules.whenForgotten(relay::doubt);
        }
    }

    /** Takes up what earlier runs left, and scans for the first time; {@code machineStart} is that of now. */
    public void start(MachineStart machineStart) throws IOException {
        KeptDocuments.Left left = setup.state().kept().left(machineStart);
        startedIn = machineStart;
        setup.state().kept().files().forEach(setup.known()::recall);
        left.resting().forEach(rest -> setup.known().recall(rest.fileName(), rest.stamp()));
        for (AtRest rest : left.resting()) {
            try {
                documents.resume(rest);
            } catch (RefusedDocumentException e) {
                leftAlone.report(rest.docPath(), String.valueOf(e.getMessage()));
            }
        }
        for (KeptDocuments.Logged document : left.others()) {
            try {
                documents.resume(document);
            } catch (RefusedDocumentException e) {
                leftAlone.report(document.docPath(), String.valueOf(e.getMessage()));
            }
        }
        for (KeptDocuments.Logged document : left.others()) {
            String leaving = document.leaving();
            if (leaving != null) {
                endMove(document.docPath(), leaving);
            }
        }
        local.start();
    }

    private void endMove(String docPath, String to) throws IOException {
        try {
            renaming.end(docPath, to);
        } catch (RefusedDocumentException e) {
            leftAlone.report(to, String.valueOf(e.getMessage()));
        }
    }

    /** Hears what happens to the project's files. */
    public ChangeListener fileListener() {
        return local;
    }

    /** Hears what happens on the relay; only with one. */
    public RelayFeed.Listener relayListener() {
        return relayChanges();
    }

    /** Says how the relay is asked for another list; only with one. */
    public void askWith(RelayFeed feed) {
        relayChanges().askWith(feed::askSoon);
    }

    private RelayChanges relayChanges() {
        if (relay == null) {
            throw new IllegalStateException("there is no relay");
        }
        return relay;
    }

    /** Asks the relay again about a document. */
    public void doubt() {
        if (relay != null) {
            relay.doubt();
        }
    }

    public DocumentNames names() {
        return documents.names();
    }

    /** Whether all files have been scanned, and nothing that was found waits to be looked at. */
    public boolean isSettled() {
        return local.isScanned() && !local.isBusy();
    }

    /** Whether somebody said that nothing is to be done. */
    public boolean isPausedByPeople() {
        return paused;
    }

    /** What keeps the whole project from being synced, or waits for somebody's word; or null. */
    public @Nullable String trouble() {
        String none = stateless;
        return none == null ? local.trouble() : none;
    }

    /** What people may want to mend though everything is synced all the same; or null. */
    public @Nullable String notice() {
        String why = local.unwatched();
        return why == null ? null : "the directory is scanned over and over, for it cannot be watched: " + why;
    }

    /** How many documents, and files that are left alone, stand like that. */
    public Map<DocumentStatus.State, Integer> counts() {
        return statuses.counts();
    }

    /** How each document stands, and what is left alone with the reason; sorted. */
    public List<DocumentStatus> statuses() {
        return statuses.all();
    }

    public Collection<AgentDocument> documents() {
        return documents.all();
    }

    /** Lets an editor into a document, which is made if there is none. */
    public RoomLease lease(String docPath) throws IOException, RefusedDocumentException {
        return documents.lease(docPath);
    }

    /** Whether documents that are open somewhere gave this path to another one. */
    public boolean hadOthers(String docPath) {
        return !setup.state().formerHolders().of(docPath).isEmpty();
    }

    /** As {@link #lease(String)}, for an editor with such a history, which may be that of a document that had the path before. */
    public RoomLease lease(String docPath, StateVector history) throws IOException, RefusedDocumentException {
        return documents.lease(documents.named(docPath, history));
    }

    /** Does nothing until {@link #resume}: no file is read or written. */
    public void pause() {
        paused = true;
        local.setPaused(true);
    }

    /** Goes on. */
    public void resume() {
        paused = false;
        local.setPaused(false);
        documents.all().forEach(AgentDocument::markDirty);
    }

    /** Says that the files that are gone are meant to be. */
    public void approveDeletions() {
        local.approve();
    }

    /** Says that the files that are gone are not meant to be. */
    public void bringBackDeleted() throws IOException {
        local.bringBack();
    }

    /**
     * Makes sure that the state directory is there, and that the documents' logs are in it; to be called every now and then,
     * since nothing tells that somebody takes them away.
     */
    public synchronized void keepState() {
        StateDirectory state = setup.state();
        if (stopped || !state.isInPlace()) {
            return;
        }
        try {
            state.restore();
            int now = state.restorations();
            if (now != restored && keepLogs()) {
                restored = now;
                saved = List.of();
            }
            if (stateless != null) {
                log.info("The state directory is there again");
                stateless = null;
                documents.all().forEach(AgentDocument::markDirty);
            }
        } catch (IOException e) {
            String why = "there is no state directory any more, and none can be made: " + e.getMessage();
            if (!why.equals(stateless)) {
                log.error("{}", why);
            }
            stateless = why;
        }
    }

    private boolean keepLogs() {
        boolean all = true;
        for (AgentDocument document : documents.all()) {
            try {
                document.keepLog();
            } catch (IOException e) {
                log.warn("'{}' could not be logged again: {}", document.fileName(), e.getMessage());
                all = false;
            }
        }
        return all;
    }

    /** Takes no more changes. */
    public void stop() {
        keepState();
        stopped = true;
        documents.stop();
        local.setPaused(true);
    }

    /** Closes the documents, whose ends are over, and notes for the next start which of them were at rest. */
    public void close() throws IOException {
        List<AtRest> resting = new ArrayList<>();
        for (AgentDocument document : documents.all()) {
            AtRest rest = document.close();
            if (rest != null) {
                resting.add(rest);
            }
        }
        setup.state().aliases().catchUp();
        documents.saveFiles(resting);
        setup.state().kept().saveIndex(resting, MachineStart.UNKNOWN);
    }

    /** Notes which documents are at rest now, so that a start after a crash need not open them. */
    public synchronized void saveIndex() {
        setup.state().aliases().catchUp();
        List<AtRest> resting = documents.resting();
        if (resting.equals(saved)) {
            return;
        }
        try {
            setup.state().kept().saveIndex(resting, startedIn);
            saved = resting;
        } catch (IOException e) {
            log.warn("The index of documents at rest could not be written: {}", e.getMessage());
        }
    }

    @Override
    public boolean isPaused() {
        return paused || stopped || stateless != null || local.isStuck();
    }

    @Override
    public void missing(AgentDocument document) {
        local.missing();
    }

    @Override
    public void deleted(AgentDocument document, boolean known) {
        documents.remove(document);
        if (known) {
            doubt();
        }
        // Whoever told the document meanwhile that its file is there was not heard.
        local.dirty(document.fileName());
    }
}
