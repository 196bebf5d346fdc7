package dev.markco.agent.internal.project;

import dev.markco.agent.internal.decision.Standing;
import dev.markco.agent.internal.disk.FileStamp;
import dev.markco.agent.internal.document.AgentDocument;
import dev.markco.agent.internal.setup.DocumentSetup;
import dev.markco.agent.internal.state.Entry;
import dev.markco.agent.internal.uplink.Listed;
import dev.markco.agent.internal.uplink.ProjectEvent;
import dev.markco.agent.internal.uplink.RelayHttp;
import dev.markco.sync.DocumentKey;
import dev.markco.sync.InvalidKeyException;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries out what the relay's lists and events mean for the project. Thread-safe; one list is carried out at a time, and not
 * while the local side renames or deletes.
 */
final class RelayChanges implements RelayFeed.Listener {
    private static final Logger log = LoggerFactory.getLogger(RelayChanges.class);
    /** How long after a doubtful event the documents are listed, in milliseconds. */
    private static final long SOON = 2_000;

    private static final long NOW = 1;

    private final Documents documents;
    private final DocumentSetup setup;
    private final RelayHttp http;
    private final Renaming renaming;
    private final LeftAlone leftAlone;
    /** Guarded by the monitor of {@link #renaming}. */
    private final LackedOnce lacked = new LackedOnce();

    private volatile Asking feed = millis -> {};

    /** Whom to ask for another list. */
    @FunctionalInterface
    interface Asking {
        void askSoon(long millis);
    }

    RelayChanges(Documents documents, Renaming renaming, LeftAlone leftAlone, RelayHttp http) {
        this.documents = documents;
        this.setup = documents.setup();
        this.http = http;
        this.renaming = renaming;
        this.leftAlone = leftAlone;
    }

    void askWith(Asking asking) {
        feed = asking;
    }

    /**
     * Something may not be as the last list said. That is so where a document has left its path, too: of one that has got the
     * path since, the former one was told, to no avail.
     */
    void doubt() {
        feed.askSoon(SOON);
    }

    /** Something is not as the last list said. */
    void askNow() {
        feed.askSoon(NOW);
    }

    @Override
    public boolean needsTrash(List<Listed> listed) {
        return Agreement.needsTrash(ours(), listed);
    }

    private List<Agreement.Ours> ours() {
        List<Agreement.Ours> ours = new ArrayList<>();
        for (AgentDocument document : documents.all()) {
            Entry.Identity identity = document.view().identity();
            ours.add(new Agreement.Ours(
                    document.key().docPath(),
                    identity == null ? null : identity.id(),
                    identity == null ? null : identity.path(),
                    document.view().listedAs()));
        }
        return ours;
    }

    @Override
    public void listed(List<Listed> listed, Set<String> trashed) {
        synchronized (renaming) {
            documents.listed();
            lacked.beginList();
            for (Agreement.Step step : Agreement.steps(ours(), listed, trashed)) {
                try {
                    carryOut(step);
                } catch (IOException e) {
                    log.warn("{} could not be done: {}", step, e.getMessage());
                    doubt();
                }
            }
        }
    }

    private void carryOut(Agreement.Step step) throws IOException {
        if (step instanceof Agreement.Step.Stand stand) {
            AgentDocument document = documents.get(stand.docPath());
            if (document != null) {
                document.news().stand(stand.standing());
            }
        } else if (step instanceof Agreement.Step.Take take) {
            take(take.document());
        } else if (step instanceof Agreement.Step.Bury bury) {
            bury(bury.docPath(), bury.id());
        } else if (step instanceof Agreement.Step.Seek seek) {
            seek(seek);
        } else if (step instanceof Agreement.Step.Lead lead) {
            lead(lead);
        } else if (step instanceof Agreement.Step.Turn turn) {
            turn(turn);
        } else if (step instanceof Agreement.Step.Follow follow) {
            follow(follow);
        } else if (step instanceof Agreement.Step.FollowAll all) {
            followAll(all);
        }
    }

    private void bury(String docPath, String id) throws IOException {
        AgentDocument document = documents.get(docPath);
        if (document != null && document.bury(id)) {
            documents.remove(document);
            setup.files().removeEmptyParents(setup.files().path(document.fileName()));
            doubt();
        }
    }

    /** Its former name leads to a document that was moved; one that the relay has lost is given to it again. */
    private void seek(Agreement.Step.Seek seek) throws IOException {
        AgentDocument document = documents.get(seek.docPath());
        Entry.Identity identity = document == null ? null : document.view().identity();
        if (document == null || identity == null) {
            return;
        }
        RelayHttp.State found = http.read(documents.names().ofDocPath(identity.path()));
        if (found == null || found.id() == null) {
            document.news().stand(Standing.absent(seek.id()));
        } else if (found.id().equals(seek.id()) && !lacked.isSecond(seek.id())) {
            askNow();
        } else if (found.id().equals(seek.id())) {
            log.info("'{}' was moved to another project; its file goes to the trash here", document.fileName());
            bury(seek.docPath(), seek.id());
        } else {
            askNow();
        }
    }

    private void take(Listed listed) throws IOException {
        try {
            documents.take(listed.docPath(), Standing.listed(listed.id(), listed.stateHash()));
        } catch (RefusedDocumentException e) {
            leftAlone.report(listed.docPath(), String.valueOf(e.getMessage()));
        }
    }

    /** The document was renamed here: so it is there. */
    private void lead(Agreement.Step.Lead lead) throws IOException {
        AgentDocument document = documents.get(lead.docPath());
        if (document == null) {
            return;
        }
        DocumentKey from = documents.names().ofDocPath(lead.from());
        switch (http.move(from, document.key(), lead.id())) {
            case DONE -> {
                log.info("'{}' is '{}' now, on the relay too", lead.from(), lead.docPath());
                document.news().stand(Standing.listed(lead.id(), null));
            }
            case TAKEN -> {
                log.warn(
                        "'{}' was renamed to '{}' here, and there is another document of that name on the relay: both"
                                + " are kept",
                        lead.from(),
                        lead.docPath());
                document.forgetIdentity();
                askNow();
            }
            case MISSING, CHANGED -> doubt();
        }
    }

    /** Documents took each other's names here: so they do there. What is cut off goes on with the next list. */
    private void turn(Agreement.Step.Turn turn) throws IOException {
        for (Agreement.Move move : turn.moves()) {
            RelayHttp.Outcome outcome = http.move(
                    documents.names().ofDocPath(move.from()), documents.names().ofDocPath(move.to()), move.id());
            if (outcome != RelayHttp.Outcome.DONE) {
                log.info("'{}' cannot be '{}' on the relay yet: {}", move.from(), move.to(), outcome);
                doubt();
                return;
            }
            AgentDocument document = documents.get(move.docPath());
            if (document != null && move.to().equals(move.docPath())) {
                log.info("'{}' has another name now, on the relay too", move.docPath());
                document.news().stand(Standing.listed(move.id(), null));
            }
        }
    }

    /** Documents took each other's names there: so do our files, all of them or none. */
    private void followAll(Agreement.Step.FollowAll all) throws IOException {
        Map<AgentDocument, Renaming.NewName> names = new LinkedHashMap<>();
        Map<String, String> moves = new LinkedHashMap<>();
        Map<String, String> ids = new LinkedHashMap<>();
        for (Agreement.Step.Follow follow : all.follows()) {
            AgentDocument document = documents.get(follow.docPath());
            if (document == null) {
                doubt();
                return;
            }
            DocumentKey to = documents.names().ofDocPath(follow.to());
            names.put(document, new Renaming.NewName(to, to.fileName()));
            moves.put(document.fileName(), to.fileName());
            ids.put(follow.to(), follow.id());
        }
        boolean free = moves.values().stream()
                .allMatch(target -> moves.containsKey(target) || !setup.files().isTaken(target));
        if (!free) {
            for (Agreement.Step.Follow follow : all.follows()) {
                follow(follow);
            }
            return;
        }
        renaming.exchange(names, moving(moves));
        ids.forEach((docPath, id) -> {
            AgentDocument document = documents.get(docPath);
            if (document != null) {
                log.info("'{}' has another name now, given to it elsewhere", docPath);
                document.news().stand(Standing.listed(id, null));
            }
        });
        doubt();
    }

    private FileMoves moving(Map<String, String> moves) {
        return new FileMoves(setup.files(), setup.replacer(), moves);
    }

    /** The document was renamed there: so is our file. */
    private void follow(Agreement.Step.Follow follow) throws IOException {
        AgentDocument document = documents.get(follow.docPath());
        if (document == null) {
            return;
        }
        DocumentKey to;
        try {
            to = documents.names().ofDocPath(follow.to());
        } catch (InvalidKeyException e) {
            leftAlone.report(follow.to(), String.valueOf(e.getMessage()));
            return;
        }
        AgentDocument other = documents.get(follow.to());
        boolean done = other == null && isMoved(document, to.fileName());
        if (!done && (other != null || setup.files().isTaken(to.fileName()))) {
            // Who has the name keeps it; joined by its path, the document's history comes to it (R4).
            log.warn(
                    "'{}' was renamed to '{}' elsewhere, and there is a file of that name here: both are kept",
                    follow.docPath(),
                    follow.to());
            document.forgetIdentity();
            // Nor is it about to become that document: it is one of its own now.
            document.news().stand(Standing.absent(null));
            if (other != null) {
                other.news().stand(Standing.listed(follow.id(), null));
            }
            askNow();
            return;
        }
        try {
            renaming.rename(
                            document,
                            new Renaming.NewName(to, to.fileName()),
                            moving(Map.of(document.fileName(), to.fileName())))
                    .news()
                    .stand(Standing.listed(follow.id(), null));
        } catch (FileAlreadyExistsException e) {
            log.info("'{}' cannot be renamed to '{}' yet: {}", follow.docPath(), follow.to(), e.getMessage());
            doubt();
            return;
        }
        log.info("'{}' was renamed to '{}' elsewhere", follow.docPath(), follow.to());
        doubt();
    }

    /**
     * Whether a document's file has the name that it is to get: an agent that followed ended between the file and the document, or
     * somebody gave it that name here, too.
     */
    private boolean isMoved(AgentDocument document, String name) throws IOException {
        if (document.view().content() == null || setup.files().isTaken(document.fileName())) {
            return false;
        }
        Path file = setup.files().path(name);
        FileStamp stamp = FileStamp.of(file);
        return (stamp != null && document.fileName().equals(setup.known().owner(stamp, file)))
                || documents.likeness(document, name) >= Departures.ALIKE;
    }

    @Override
    public void happened(ProjectEvent event) {
        boolean here = event.project().equals(documents.names().project());
        AgentDocument document = here ? documents.get(event.docPath()) : null;
        switch (event.kind()) {
            case CHANGED, CREATED -> {
                if (document == null || isAnother(document, event.id())) {
                    askNow();
                } else if (event.kind() == ProjectEvent.Kind.CHANGED || !isKnown(document, event.id())) {
                    document.news().changed(event.id());
                }
            }
            case MOVED, TRASHED, RESTORED, RESYNC -> askNow();
        }
    }

    /** Whether it is known that the document is not that one: they may be about to exchange their names. */
    private static boolean isAnother(AgentDocument document, String id) {
        Entry.Identity identity = document.view().identity();
        return identity != null && !identity.id().equals(id);
    }

    private static boolean isKnown(AgentDocument document, String id) {
        Entry.Identity identity = document.view().identity();
        return identity != null && identity.id().equals(id);
    }

    @Override
    public void disconnected() {
        documents.disconnected();
    }
}
