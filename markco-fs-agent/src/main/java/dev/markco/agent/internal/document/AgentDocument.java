package dev.markco.agent.internal.document;

import dev.markco.agent.DocumentStatus;
import dev.markco.agent.internal.decision.Emptiness;
import dev.markco.agent.internal.decision.Presence;
import dev.markco.agent.internal.decision.RestState;
import dev.markco.agent.internal.decision.Retry;
import dev.markco.agent.internal.decision.Standing;
import dev.markco.agent.internal.disk.ContentHash;
import dev.markco.agent.internal.disk.FileContent;
import dev.markco.agent.internal.disk.FileStamp;
import dev.markco.agent.internal.disk.OutsideProjectException;
import dev.markco.agent.internal.disk.Reasons;
import dev.markco.agent.internal.file.ConflictName;
import dev.markco.agent.internal.file.OnDisk;
import dev.markco.agent.internal.replica.Remembered;
import dev.markco.agent.internal.setup.Crowd;
import dev.markco.agent.internal.setup.DocumentSetup;
import dev.markco.agent.internal.state.AtRest;
import dev.markco.agent.internal.state.Entry;
import dev.markco.agent.internal.talk.RelaySide;
import dev.markco.agent.internal.uplink.RelayException;
import dev.markco.agent.internal.uplink.RelayHttp;
import dev.markco.agent.internal.use.ArmedFile;
import dev.markco.agent.internal.use.UseListener;
import dev.markco.sync.DocumentKey;
import dev.markco.sync.room.CloseCodes;
import dev.markco.sync.room.Room;
import dev.markco.sync.room.RoomLease;
import dev.markco.sync.time.Time;
import dev.markco.yjs.DecodeException;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One document of the project, at rest or open, and the task in which all that happens to it happens, one step at a time. It
 * is opened when its file or the relay has something new, or when an editor comes, and put to rest when nothing has happened
 * for a while. What goes wrong is logged, shows in the status and is tried again. Thread-safe.
 */
public final class AgentDocument implements Crowd.Member {
    private static final Logger log = LoggerFactory.getLogger(AgentDocument.class);

    /** So long before the start, in milliseconds, that nothing depends on it. */
    private static final long LONG_AGO = 3_600_000;

    private final DocumentKey key;
    private final String fileName;
    private final @Nullable String original;
    private final DocumentSetup setup;
    private final Time time;
    private final Owner owner;
    private final SerialTask task;
    private final OnDisk onDisk;
    private final UseListener useListener = new UseListener() {
        @Override
        public void written(ArmedFile file) {
            markDirty();
        }

        @Override
        public void lost(ArmedFile file) {
            log.trace("it is not known any more who uses '{}'", fileName);
        }
    };

    private final Object turn = new Object();
    /** Guarded by {@link #turn}, as are those below. */
    private boolean deleting;
    /** It has ended, and its log is still to be buried. */
    private boolean burying;

    private boolean watched;
    /** Set under both {@link #turn} and {@link #guard}. */
    private volatile @Nullable OpenDocument open;

    private final Object guard = new Object();
    /** How many editors have it open. Guarded by {@link #guard}, as are those below. */
    private int leases;

    private boolean ended;
    /** Whether the relay said something of it. */
    private boolean told;

    private RestState resting;
    private @Nullable AtRest rest;
    /** The last content that the relay and we had in common if the relay has something else than we have at rest. */
    private @Nullable FileContent restBase;

    private long activeAt;
    /** Whether its file is where it should be, while it is at rest. */
    private volatile Presence presence = Presence.THERE;
    /** Its file came back after it had been deleted. */
    private volatile boolean returning;

    private volatile boolean started;
    /** Changed under {@link #turn}. */
    private volatile Retry retry = Retry.NONE;

    private volatile @Nullable String conflict;
    /** Who the document was on the relay when it was taken up from there. */
    private volatile Entry.@Nullable Identity taken;

    /** Who keeps the documents, and is told what they cannot decide. Called on documents' tasks; must not block. */
    public interface Owner {
        /** Whether nothing is to be done at all for now. */
        boolean isPaused();

        /** A document's file is gone for longer than an editor takes to save, or was found empty, or is another document's. */
        void missing(AgentDocument document);

        /**
         * A document has ended because it was deleted, or was never anything; it has no log. Its file may come again.
         *
         * @param known whether the relay knew it, or said something of it, which may have been about who has its path next
         */
        void deleted(AgentDocument document, boolean known);
    }

    private AgentDocument(
            DocumentKey key,
            String fileName,
            DocumentSetup setup,
            Owner owner,
            @Nullable AtRest rest,
            @Nullable Departure before) {
        this.key = key;
        this.fileName = fileName;
        this.original = ConflictName.original(fileName);
        this.setup = setup;
        this.time = setup.time();
        this.activeAt = time.millis();
        this.owner = owner;
        this.rest = rest;
        // One that was at rest when the agent started has told the relay nothing since.
        this.resting = RestState.takenUp(rest == null ? null : restingAs(rest, time.millis() - LONG_AGO));
        if (before == null) {
            this.onDisk = new OnDisk(setup.uses(), useListener);
            onDisk.recall(rest == null ? null : rest.stamp());
        } else {
            this.onDisk = before.onDisk();
            onDisk.handTo(useListener);
        }
        this.task = new SerialTask(this::run, setup.pool(), time);
    }

    /**
     * Takes up a document; {@link #start} sets it going.
     *
     * @param fileName the file's name relative to the project, as it is spelled on disk
     * @param rest what is known of it if it was at rest at the end of the last run, null when it is to be opened
     */
    public static AgentDocument of(
            DocumentKey key, String fileName, DocumentSetup setup, Owner owner, @Nullable AtRest rest) {
        return new AgentDocument(key, fileName, setup, owner, rest, null);
    }

    /** Takes up a document that departed under its former name, or stays after all; {@link #start} sets it going. */
    public static AgentDocument goingOn(
            DocumentKey key, String fileName, DocumentSetup setup, Owner owner, Departure before) {
        return new AgentDocument(key, fileName, setup, owner, null, before);
    }

    public void start() {
        started = true;
        task.signal();
    }

    public DocumentKey key() {
        return key;
    }

    /** The file's name relative to the project. */
    public String fileName() {
        return fileName;
    }

    /** The file that this one was kept beside, since its text had no place there; null for any other file. */
    public @Nullable String original() {
        return original;
    }

    @Override
    public void signal() {
        task.signal();
    }

    /** Lets an editor in, or anyone else who needs the document in memory; fails when the document has ended. */
    public RoomLease lease() throws IOException {
        OpenDocument ready;
        synchronized (guard) {
            requireGoing();
            leases++;
            ready = open;
        }
        Room room = null;
        try {
            room = ready != null ? ready.room() : openNow().room();
        } finally {
            if (room == null) {
                release();
            }
        }
        task.signal();
        return new RoomLease(room, this::release);
    }

    private OpenDocument openNow() throws IOException {
        synchronized (turn) {
            synchronized (guard) {
                requireGoing();
            }
            OpenDocument known = open;
            if (known != null) {
                return known;
            }
            setup.crowd().enterNow(this);
            return wake();
        }
    }

    private void requireGoing() throws IOException {
        if (ended) {
            throw new EndedException(key.docPath());
        }
    }

    /** The document was deleted or renamed just now, or the agent stops. */
    public static final class EndedException extends IOException {
        private static final long serialVersionUID = 1;

        EndedException(String docPath) {
            super("the document '" + docPath + "' has ended");
        }
    }

    private void release() {
        synchronized (guard) {
            leases--;
            activeAt = time.millis();
        }
        task.signal();
    }

    /** The room of a document that is in memory, null while it is at rest. */
    public @Nullable Room room() {
        OpenDocument now = open;
        return now == null ? null : now.room();
    }

    /** The file may have changed. */
    public void markDirty() {
        synchronized (guard) {
            markDirtyNow();
        }
        task.signal();
    }

    /** Under the guard, so that a document is not put to rest between. */
    private void markDirtyNow() {
        activeAt = time.millis();
        OpenDocument now = open;
        if (now == null) {
            resting = resting.dirty(true);
        } else {
            now.markLater();
        }
    }

    /** A scan saw the file with this stamp, or did not see it: it is looked at if that is news. */
    public void seen(@Nullable FileStamp stamp) {
        if (!Objects.equals(stamp, stamp())) {
            markDirty();
        }
    }

    private @Nullable FileStamp stamp() {
        OpenDocument now = open;
        if (now != null) {
            return now.stamp();
        }
        synchronized (guard) {
            return rest == null ? null : rest.stamp();
        }
    }

    /** Whether the file was on that inode when it was last looked at. */
    public boolean isOnInode(long inode) {
        FileStamp stamp = stamp();
        return stamp != null && stamp.inode() == inode;
    }

    /** The hash of what the file held when it was last read or written, null when it is not known. */
    public @Nullable ContentHash content() {
        OpenDocument now = open;
        if (now != null) {
            return now.content();
        }
        synchronized (guard) {
            return rest == null ? null : rest.content();
        }
    }

    /** Whether the document has been opened since the start, or needs not be. */
    public boolean isRead() {
        synchronized (guard) {
            return open != null || rest != null || ended;
        }
    }

    /** Whether the file is gone and nobody has decided what that means. */
    public boolean isMissing() {
        OpenDocument now = open;
        return now == null ? presence.isMissing() : now.isMissing();
    }

    /** Whether what was to be done failed here, so that nothing is done until it is tried again. */
    public boolean isInTrouble() {
        return retry.isHere();
    }

    /** Whether the file of another document has its file's name, and nobody has decided what that means. */
    public boolean isDisplaced() {
        OpenDocument now = open;
        return now != null && now.isDisplaced();
    }

    /** Whether nothing is known to have become of its file, and it will be looked at soon. */
    public boolean isUnaware() {
        OpenDocument now = open;
        boolean there = now == null ? presence.equals(Presence.THERE) : now.isThere();
        return there && !retry.isHere();
    }

    /**
     * How much of a text is in what the file held, and of that in the text, 0 to 1; that may have been a while ago, if somebody may
     * have had it in hand since.
     */
    public double likeness(String text) throws IOException {
        synchronized (turn) {
            return openNow().likeness(text);
        }
    }

    /** Whether the deletion of the file is decided about: it is not waited for any more. */
    public boolean isGone() {
        OpenDocument now = open;
        return now != null && now.isGone();
    }

    /** Whether the file was found empty (R35). */
    public Emptiness emptiness() {
        OpenDocument now = open;
        return now == null ? Emptiness.NO : now.emptiness();
    }

    /** The emptiness of the file is meant: it is an edit. */
    public void takeEmptied() {
        synchronized (turn) {
            OpenDocument now = open;
            if (now != null) {
                now.takeEmptied();
            }
        }
        task.signal();
    }

    /** Who the document is on the relay, null when it was never there or has not been opened yet. */
    public Entry.@Nullable Identity identity() {
        OpenDocument now = open;
        Entry.Identity known;
        if (now != null) {
            known = now.identity();
        } else {
            synchronized (guard) {
                known = rest == null ? null : rest.identity();
            }
        }
        return known == null ? taken : known;
    }

    /** The identity of the relay's document that had this one's path in the last list; null for none. */
    public @Nullable String listedAs() {
        OpenDocument now = open;
        RelaySide relay = now == null ? null : now.relay();
        if (relay != null) {
            return relay.standing().id();
        }
        synchronized (guard) {
            return resting.standing().id();
        }
    }

    /**
     * The document is taken up because the relay lists it. Should it be renamed there before it has come, that is a rename
     * and not another document.
     */
    public void takenAs(String id) {
        knownAs(new Entry.Identity(id, key.docPath()));
    }

    /** The document was deleted, and its file is there again: if the relay has it in the trash, it is restored. */
    public void returns(Entry.@Nullable Identity identity) {
        taken = identity;
        returning = true;
    }

    /** Who the document is, from before it has been opened: a list that comes earlier must not take it for another one. */
    public void knownAs(Entry.@Nullable Identity identity) {
        taken = identity;
    }

    /** What the relay's list says. */
    public void stand(Standing news) {
        OpenDocument now;
        boolean wake;
        boolean late;
        synchronized (guard) {
            told |= news.isListed();
            late = ended && news.isListed();
            resting = resting.stood(news);
            wake = resting.isNeeded(false);
            now = open;
        }
        RelaySide relay = now == null ? null : now.relay();
        DocumentSetup.Relay way = setup.relay();
        if (late && way != null) {
            way.onDoubt().run();
        } else if (relay != null) {
            relay.stand(news);
        } else if (now == null && wake && started) {
            task.signal();
        }
    }

    private static RestState.Resting restingAs(AtRest rest, long since) {
        Entry.Identity known = rest.identity();
        return new RestState.Resting(rest.stateHash(), known == null ? null : known.id(), since);
    }

    /** Somebody changed the document on the relay, as its feed says. */
    public void changed(String id) {
        OpenDocument now;
        boolean doubtful = false;
        synchronized (guard) {
            told = true;
            now = open;
            if (ended || (now == null && resting.mayBeEcho(time.millis()))) {
                doubtful = true;
            } else if (now == null) {
                resting = resting.changedThere(id);
                activeAt = time.millis();
            }
        }
        RelaySide relay = now == null ? null : now.relay();
        DocumentSetup.Relay way = setup.relay();
        if (doubtful && way != null) {
            // It may be a change of our own, of which we hear late, or have come too late for this document.
            way.onDoubt().run();
        } else if (relay != null) {
            relay.changed(id);
        } else {
            task.signal();
        }
    }

    /** The deletion of the file is meant: the document goes to the trash. */
    public void delete() {
        synchronized (turn) {
            deleting = true;
        }
        task.signal();
    }

    /** The deletion of the file is not meant: it is written again. */
    public void bringBack() throws IOException {
        synchronized (turn) {
            openNow().bringBack();
        }
    }

    /**
     * The document is in the relay's trash: its file goes to the local one and its log is deleted, unless it has edits that
     * nobody else has. Returns whether it has ended.
     */
    public boolean bury(String id) throws IOException {
        synchronized (turn) {
            if (burying) {
                endWithoutLog();
                return true;
            }
            OpenDocument now = openNow();
            if (!now.bury(returning)) {
                restore(now, id);
                return false;
            }
            now.depart(CloseCodes.TRASHED, "this document was deleted", false);
            endWithoutLog();
            return true;
        }
    }

    private void restore(OpenDocument now, String id) throws IOException {
        DocumentSetup.Relay way = setup.relay();
        if (way != null) {
            RelayHttp.Outcome outcome = way.http().restore(key, id);
            returning = false;
            switch (outcome) {
                case DONE -> stand(Standing.listed(id, null));
                case MISSING, TAKEN, CHANGED -> {
                    taken = null;
                    now.forgetIdentity();
                    way.onDoubt().run();
                }
            }
        }
    }

    /** Ends the document under this name; all that is known of it is returned, for another name. Its log stays. */
    public Departure depart() throws IOException {
        synchronized (turn) {
            OpenDocument now = openNow();
            Entry.Snapshot snapshot =
                    now.depart(CloseCodes.TRY_AGAIN_LATER, "this document has another name now", true);
            markOver();
            return new Departure(snapshot, onDisk);
        }
    }

    /** Forgets who the document is on the relay: it goes by its name there. */
    public void forgetIdentity() throws IOException {
        synchronized (turn) {
            taken = null;
            openNow().forgetIdentity();
        }
    }

    private void endWithoutLog() throws IOException {
        burying = true;
        markEnded();
        setup.state().buried().bury(key.docPath());
        burying = false;
    }

    private void markEnded() {
        markOver();
        onDisk.close();
    }

    private void markOver() {
        synchronized (guard) {
            ended = true;
            open = null;
        }
        setup.crowd().leave(this);
    }

    /** How the document stands; {@code beside} is a text that was kept beside it in an earlier run or elsewhere, or null. */
    public DocumentStatus status(@Nullable String beside) {
        OpenDocument now = open;
        DocumentStatus status = now == null ? statusAtRest() : now.status(retry.why());
        if (status.state() == DocumentStatus.State.SYNCED) {
            String made = conflict;
            String copy = made != null && Files.exists(setup.files().path(made)) ? made : beside;
            if (copy != null) {
                return new DocumentStatus(
                        key.docPath(), DocumentStatus.State.CONFLICT, "another text is kept in '" + copy + "'");
            }
        }
        return status;
    }

    private DocumentStatus statusAtRest() {
        synchronized (guard) {
            String path = key.docPath();
            if (rest == null) {
                return new DocumentStatus(path, DocumentStatus.State.DOWNLOADING, retry.why());
            }
            if (presence.isMissing()) {
                return new DocumentStatus(path, DocumentStatus.State.UPLOADING, "its file was deleted here");
            }
            boolean there = setup.relay() == null || resting.agreed();
            return new DocumentStatus(
                    path,
                    there && !resting.dirty() && !resting.isNeeded(false)
                            ? DocumentStatus.State.SYNCED
                            : DocumentStatus.State.UPLOADING,
                    retry.why());
        }
    }

    private void run() {
        synchronized (turn) {
            synchronized (guard) {
                if ((ended && !burying) || !started) {
                    return;
                }
            }
            if (owner.isPaused()) {
                return;
            }
            long patience = retry.left(time.millis());
            if (patience > 0) {
                task.signalIn(patience);
                return;
            }
            OpenDocument now = null;
            try {
                if (burying) {
                    endWithoutLog();
                    owner.deleted(this, true);
                    return;
                }
                now = open;
                if (now == null) {
                    now = wakeIfNeeded();
                }
                if (now != null) {
                    step(now);
                }
                retry = Retry.NONE;
            } catch (IOException | RuntimeException e) {
                if (now != null) {
                    now.letEditorsIn();
                }
                failed(e);
            }
        }
    }

    private void step(OpenDocument now) throws IOException {
        now.step();
        if (deleting) {
            deleting = false;
            now.delete();
        }
        String copy = now.conflict();
        conflict = copy == null ? conflict : copy;
        if (now.isDeleted()) {
            now.depart(CloseCodes.TRASHED, "this document was deleted", false);
            endWithoutLog();
            owner.deleted(this, true);
            return;
        }
        if (now.isNothing() && endUnlessNeeded()) {
            now.depart(CloseCodes.TRY_AGAIN_LATER, "there is no such document", false);
            owner.deleted(this, wasTold());
            return;
        }
        if (now.isMissing() || now.isDisplaced() || now.emptiness().isUndecided()) {
            owner.missing(this);
        }
        if (now.isStuck()) {
            setup.crowd().leave(this);
        }
        restIfIdle(now);
    }

    private boolean wasTold() {
        synchronized (guard) {
            return told;
        }
    }

    private boolean endUnlessNeeded() {
        synchronized (guard) {
            if (leases > 0) {
                return false;
            }
            markEnded();
            return true;
        }
    }

    private void restIfIdle(OpenDocument now) throws IOException {
        long wait;
        synchronized (guard) {
            if (!now.isIdle()) {
                activeAt = time.millis();
                return;
            }
            if (leases > 0) {
                return;
            }
            wait = RestState.stays(setup.crowd().isFull(), time.millis() - activeAt);
            if (wait <= 0) {
                open = null;
            }
        }
        if (wait > 0) {
            task.signalIn(wait);
            return;
        }
        Standing last = now.relay() == null ? Standing.UNKNOWN : now.relay().standing();
        FileContent base = now.base();
        AtRest known = now.rest();
        onDisk.rest();
        synchronized (guard) {
            rest = known;
            restBase = known.shared() || setup.relay() == null ? null : base;
            resting = resting.rested(restingAs(known, time.millis()), last, known.shared());
            watched = true;
        }
        setup.crowd().leave(this);
    }

    private @Nullable OpenDocument wakeIfNeeded() throws IOException {
        boolean needed;
        boolean look;
        AtRest known;
        synchronized (guard) {
            known = rest;
            needed = resting.isNeeded(leases > 0 || deleting);
            look = resting.dirty();
            resting = resting.dirty(false);
        }
        if (look && known != null) {
            needed |= !isAsAtRest(known);
        }
        if (!needed) {
            watched = true;
            return null;
        }
        if (!setup.crowd().enter(this)) {
            synchronized (guard) {
                resting = resting.dirty(resting.dirty() || look);
            }
            return null;
        }
        return wake();
    }

    /** Looks at the file's stamp. One that is gone is waited for, since editors save like that. */
    private boolean isAsAtRest(AtRest known) throws IOException {
        FileStamp stamp;
        try {
            stamp = FileStamp.of(setup.files().locate(fileName));
        } catch (OutsideProjectException e) {
            return false;
        }
        if (stamp != null || known.stamp() == null) {
            presence = Presence.THERE;
            return Objects.equals(stamp, known.stamp());
        }
        long now = time.millis();
        Presence gone = presence.absent(now);
        presence = gone;
        if (gone.isMissing()) {
            owner.missing(this);
        } else {
            synchronized (guard) {
                resting = resting.dirty(true);
            }
            task.signalIn(gone.lookAt() - now);
        }
        return true;
    }

    private OpenDocument wake() throws IOException {
        Remembered known;
        Standing relayStanding;
        boolean same;
        boolean gone;
        synchronized (guard) {
            gone = presence.isMissing();
            known = remembered();
            relayStanding = resting.standing();
            same = resting.agreed();
        }
        OpenDocument woken =
                new OpenDocument(key, fileName, setup, task, onDisk, known, watched, gone, relayStanding, same);
        synchronized (guard) {
            Standing latest = resting.standing();
            resting = resting.opened();
            presence = Presence.THERE;
            activeAt = time.millis();
            open = woken;
            if (!latest.equals(relayStanding) && woken.relay() != null) {
                woken.relay().stand(latest);
            }
        }
        return woken;
    }

    /** Under the guard. */
    private @Nullable Remembered remembered() {
        AtRest known = rest;
        return known == null ? null : new Remembered(known, restBase);
    }

    /** The state directory was made anew: what is known of the document is logged again, unless it is. */
    public void keepLog() throws IOException {
        synchronized (turn) {
            OpenDocument now;
            Remembered known;
            synchronized (guard) {
                if (ended) {
                    return;
                }
                now = open;
                known = remembered();
            }
            if (now != null) {
                now.keepLog();
            } else if (known != null && setup.state().logs().stamp(key.docPath()) == null) {
                keepLogAtRest(known);
            }
        }
    }

    private void keepLogAtRest(Remembered known) throws IOException {
        Remembered kept = known.logAnew(key, fileName, setup.files(), setup.state(), time);
        synchronized (guard) {
            if (kept == null) {
                // Something happened to the file, too: it is looked at.
                resting = resting.dirty(true);
            } else {
                rest = kept.rest();
                restBase = kept.base();
                resting = resting.loggedAnew(restingAs(kept.rest(), time.millis() - LONG_AGO));
            }
        }
        task.signal();
    }

    private void failed(Exception e) {
        String why = Reasons.of(e);
        boolean news = retry.isNews(why);
        Throwable first = retry.failures() == 0 ? e : null;
        long now = time.millis();
        Retry later = retry.after(why, e instanceof RelayException, now);
        retry = later;
        synchronized (guard) {
            markDirtyNow();
        }
        setup.crowd().leave(this);
        if (!news) {
            log.debug("'{}': {}. Trying again in {} ms", fileName, why, later.at() - now);
        } else if (e instanceof IOException || e instanceof DecodeException) {
            log.warn("'{}': {}. It is tried again until it can be done", fileName, why, first);
        } else {
            log.error("'{}': this should not happen. Trying again in {} ms", fileName, later.at() - now, e);
        }
        task.signalIn(later.at() - now);
    }

    /** What is known of the document at rest, null while it is open. */
    public @Nullable AtRest atRest() {
        synchronized (guard) {
            return open == null && !ended ? rest : null;
        }
    }

    /**
     * Ends the document: what clients typed is in the file and everything is in the log when this returns. An idle one is put
     * to rest by {@link #close}, so that the next start need not open it. Idempotent.
     */
    public void end() throws IOException {
        synchronized (turn) {
            OpenDocument now;
            synchronized (guard) {
                if (ended) {
                    return;
                }
                now = open;
                ended = now != null;
            }
            if (now != null) {
                now.end();
            }
        }
    }

    /** Closes a document whose end is over; what there is to know of it at the next start, null for nothing. */
    public @Nullable AtRest close() throws IOException {
        synchronized (turn) {
            OpenDocument now = open;
            synchronized (guard) {
                ended = true;
                open = null;
            }
            onDisk.close();
            if (now != null) {
                return now.close();
            }
            synchronized (guard) {
                return presence.isMissing() ? null : rest;
            }
        }
    }
}
