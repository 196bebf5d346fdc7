package dev.markco.agent.internal.project;

import dev.markco.agent.DocumentStatus;
import dev.markco.agent.internal.decision.Emptiness;
import dev.markco.agent.internal.disk.ContentHash;
import dev.markco.agent.internal.disk.FileStamp;
import dev.markco.agent.internal.disk.ProjectFiles;
import dev.markco.agent.internal.document.AgentDocument;
import dev.markco.agent.internal.git.GitGuard;
import dev.markco.agent.internal.git.GitRemovals;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks which documents' files are gone or empty, and carries out what {@link Gathering} and {@link Departures} decide about them.
 * Confined to one task, except where said.
 */
final class GoneFiles {
    private static final Logger log = LoggerFactory.getLogger(GoneFiles.class);

    private final Documents documents;
    private final ProjectFiles files;
    private final Renaming renaming;
    private final Arrivals arrivals;
    private final ExchangedFiles exchanged;
    private final GitGuard git;
    private final GitRemovals removals;
    /** Told when a document was renamed. */
    private final Runnable onRename;
    /** Told when all files have to be looked at again. */
    private final Runnable rescan;

    private final AtomicBoolean approval = new AtomicBoolean();
    private volatile @Nullable String brake;
    private Gathering gathering = Gathering.START;

    GoneFiles(
            Documents documents,
            Renaming renaming,
            Arrivals arrivals,
            ExchangedFiles exchanged,
            Runnable onRename,
            Runnable rescan) {
        this.documents = documents;
        this.files = documents.setup().files();
        this.renaming = renaming;
        this.arrivals = arrivals;
        this.exchanged = exchanged;
        this.removals = new GitRemovals(documents.setup().git());
        this.git = new GitGuard(documents.setup().git(), documents.setup().time());
        this.onRename = onRename;
        this.rescan = rescan;
    }

    /** Begins a round. */
    void beginRound() {
        removals.look();
    }

    /** Whether some are waited for. */
    boolean isWaiting() {
        return gathering.isWaiting();
    }

    /** Whether somebody is asked what it means that files are gone: it is looked now and then whether they are back. */
    boolean isBraked() {
        return gathering.braked();
    }

    /** Why nothing is deleted until somebody says that it is meant, or null. Thread-safe. */
    @Nullable
    String brake() {
        return brake;
    }

    /** Says that the files that are gone are meant to be. Thread-safe. */
    void approve() {
        approval.set(true);
    }

    /** Looks which files are gone or empty, and does what is due about them. */
    void settle(long now) {
        if (approval.getAndSet(false)) {
            gathering = gathering.approve();
        }
        List<Departures.Gone> gone = new ArrayList<>();
        List<Departures.Emptied> empty = new ArrayList<>();
        boolean others = false;
        boolean unknown = false;
        boolean unread = false;
        int count = 0;
        for (AgentDocument document : documents.all()) {
            ContentHash content = document.view().content();
            if (content == null) {
                unread |= documents.isUnread(document) && !document.view().isInTrouble();
                continue;
            }
            count++;
            Emptiness emptiness = document.view().emptiness();
            if (emptiness.isUndecided()) {
                empty.add(new Departures.Emptied(document.key().docPath(), emptiness == Emptiness.STRANGE));
            } else if (document.view().isMissing()) {
                gone.add(new Departures.Gone(
                        document.fileName(),
                        document.key().docPath(),
                        content,
                        removals.isRemoved(files.path(document.fileName()))));
            } else if (isGone(document)) {
                document.markDirty();
                unknown |= document.view().isUnaware();
                others = true;
            }
        }
        unknown |= !empty.isEmpty() && lookForEmpty();
        boolean any = !gone.isEmpty() || !empty.isEmpty();
        unknown |= any && unread;
        if (take(gathering.looked(any, others, unknown, git::isAtWork, now)) != Gathering.Act.DECIDE) {
            return;
        }
        git.done();
        removals.look();
        Departures.Decision decision = Departures.decide(
                gone, empty, arrivals.found(), this::isSameFile, this::likeness, count, gathering.recent(now));
        int lost = decision.deleted().size() + decision.emptied().size();
        synchronized (renaming) {
            decision.renamed().forEach(this::rename);
            if (take(gathering.decided(decision.braked(), lost, now)) == Gathering.Act.BRAKE) {
                brake(decision.deleted().size(), decision.emptied().size(), count);
                return;
            }
            for (String docPath : decision.emptied()) {
                AgentDocument document = documents.get(docPath);
                if (document != null) {
                    log.info("'{}' was emptied while no agent ran; so is its document", document.fileName());
                    document.takeEmptied();
                }
            }
            for (String docPath : decision.deleted()) {
                AgentDocument document = documents.get(docPath);
                if (document != null) {
                    log.info("'{}' was deleted: its document goes to the trash", document.fileName());
                    document.delete();
                }
            }
        }
    }

    /** Goes on to the next state; returns what is to be done. */
    private Gathering.Act take(Gathering.Next next) {
        gathering = next.state();
        if (next.act() == Gathering.Act.NOTHING || next.act() == Gathering.Act.CARRY_OUT) {
            release();
        }
        return next.act();
    }

    /** Whether files beside those that were found empty may be empty, too, and are yet to be looked at. */
    private boolean lookForEmpty() {
        boolean found = false;
        for (AgentDocument document : documents.all()) {
            ContentHash content = document.view().content();
            if (content != null
                    && !content.equals(ContentHash.EMPTY)
                    && !document.view().emptiness().isUndecided()
                    && mayBeEmpty(document)) {
                document.markDirty();
                found |= document.view().isUnaware();
            }
        }
        return found;
    }

    /** Whether a file is empty, or is not what it was when it was last looked at, which was in an earlier run. */
    private boolean mayBeEmpty(AgentDocument document) {
        try {
            FileStamp stamp = FileStamp.of(files.path(document.fileName()));
            FileStamp last = document.view().stamp();
            boolean unseen = last == null || document.view().atRest() != null;
            return stamp != null && (stamp.size() == 0 || (unseen && !stamp.equals(last)));
        } catch (IOException e) {
            log.debug("'{}' cannot be looked at", document.fileName(), e);
            return false;
        }
    }

    private boolean isGone(AgentDocument document) {
        try {
            return FileStamp.of(files.path(document.fileName())) == null;
        } catch (IOException e) {
            // What cannot be looked at is not known to be gone.
            log.debug("'{}' cannot be looked at", document.fileName(), e);
            return false;
        }
    }

    private void rename(String docPath, Departures.Arrived to) {
        AgentDocument document = documents.get(docPath);
        if (document == null) {
            return;
        }
        try {
            AgentDocument other = documents.get(to.docPath());
            if (other != null) {
                arrivals.forget(to.name());
                keepApart(document, other, to);
                return;
            }
            renaming.rename(
                    document,
                    new Renaming.NewName(documents.names().ofFile(to.name()), to.name()),
                    Renaming.FileMove.DONE);
            log.info("'{}' was renamed to '{}'", document.fileName(), to.name());
            arrivals.forget(to.name());
            onRename.run();
        } catch (IOException e) {
            log.warn("'{}' could not be renamed to '{}': {}", docPath, to.name(), e.getMessage());
            arrivals.waitAgain(to.name());
            rescan.run();
        }
    }

    /** Another document has come to have the name: if it has the text, too, nothing is missing, else the file comes back. */
    private void keepApart(AgentDocument document, AgentDocument other, Departures.Arrived to) throws IOException {
        log.info(
                "'{}' was renamed to '{}', and there is another document of that name: both are kept",
                document.fileName(),
                to.name());
        boolean held = Objects.equals(to.content(), other.view().content())
                && other.view().status(null).state() == DocumentStatus.State.SYNCED;
        if (held) {
            // What became of this one is still to be decided, with nothing that it may have been renamed to.
            document.markDirty();
        } else {
            document.bringBack();
        }
    }

    /** Whether a file that came is, by all that the system tells, the one that is gone, with another name. */
    private boolean isSameFile(Departures.Gone gone, Departures.Arrived arrived) {
        AgentDocument document = documents.get(gone.docPath());
        return document != null && document.fileName().equals(exchanged.owner(arrived.name()));
    }

    /** How much of the text of a file that is gone and of one that came is in both. */
    private double likeness(Departures.Gone gone, Departures.Arrived arrived) {
        try {
            AgentDocument document = documents.get(gone.docPath());
            return document == null ? 0 : documents.likeness(document, arrived.name());
        } catch (IOException e) {
            log.debug("'{}' and '{}' cannot be compared", gone.docPath(), arrived.name(), e);
            return 0;
        }
    }

    private void brake(int gone, int empty, int all) {
        String what = gone == 0 ? "" : gone + " of " + all + " files are gone";
        if (empty > 0) {
            what += (what.isEmpty() ? "" : ", and ") + empty + " of " + all
                    + " files that held text are empty, or full of zero bytes";
        }
        String why = what + ", which looks like an accident: nothing is deleted. If it is"
                + " meant, say so with 'markco agent resume'; 'markco agent resume --restore' writes them again";
        if (!why.equals(brake)) {
            log.error("{}", why);
        }
        brake = why;
    }

    private void release() {
        if (brake != null) {
            log.info("The brake is released");
            brake = null;
        }
    }
}
