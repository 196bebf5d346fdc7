package dev.markco.agent.internal.document;

import dev.markco.agent.DocumentStatus;
import dev.markco.agent.internal.disk.ContentHash;
import dev.markco.agent.internal.disk.FileContent;
import dev.markco.agent.internal.disk.FileStamp;
import dev.markco.agent.internal.state.AtRest;
import dev.markco.agent.internal.state.Entry;
import dev.markco.agent.internal.use.UseListener;
import dev.markco.sync.DocumentKey;
import dev.markco.sync.room.Room;
import dev.markco.sync.room.RoomJournal;
import dev.markco.sync.room.RoomLimits;
import dev.markco.sync.time.Time;
import dev.markco.yjs.DecodeException;
import dev.markco.yjs.PendingLimitException;
import dev.markco.yjs.Updates;
import dev.markco.yjs.YDoc;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A document in memory: its replicas, its file and its way to the relay, and the order in which they are looked after.
 * Confined to the document's task, except where said.
 */
final class OpenDocument {
    private static final Logger log = LoggerFactory.getLogger(OpenDocument.class);

    /** How long what is typed waits for more before it is written, in milliseconds. */
    private static final long WRITE_DELAY = 30;
    /** The shortest time between two writes of the file, in milliseconds. */
    private static final long WRITE_INTERVAL = 100;
    /**
     * A file that changed within this time before it was read may change again without a trace in its stamp, since clocks of
     * file systems tick slowly; in milliseconds.
     */
    private static final long TICK = 50;
    /** How long the end waits for late writes to files that were swapped out (R8), in milliseconds. */
    private static final long LONGEST_END = 2_500;

    private final DocumentKey key;
    private final SerialTask task;
    private final DocumentSetup setup;
    private final Time time;
    private final Replicas replicas;
    private final FileSide file;
    private final @Nullable RelaySide relay;
    private final @Nullable Replay replay;
    private final Strangers strangers;

    private final AtomicBoolean dirty = new AtomicBoolean(true);
    /** When the oldest change came that is not in the file, in milliseconds; -1 for none. */
    private final AtomicLong changedAt = new AtomicLong(-1);

    private volatile boolean looked;
    private boolean recovered;
    private boolean editorsAreIn;
    private boolean deleted;
    private long wroteAt;
    private long lookAt = FileSide.NEVER;
    private long retiredAt = FileSide.NEVER;

    /**
     * Opens a document as its log says.
     *
     * @param onDisk what is known of its file from before
     * @param listener told when somebody writes to what the agent put there
     * @param known what was known of it at rest, null when it was not; all there is when its log was taken away meanwhile
     * @param watched whether its file has been watched since then
     * @param standing what the relay's list says of it
     * @param agreed whether that is what was known at rest
     */
    OpenDocument(
            DocumentKey key,
            String fileName,
            DocumentSetup setup,
            SerialTask task,
            OnDisk onDisk,
            UseListener listener,
            @Nullable Remembered known,
            boolean watched,
            Standing standing,
            boolean agreed)
            throws IOException {
        this.key = key;
        this.setup = setup;
        this.time = setup.time();
        this.task = task;
        FileStamp logged = setup.state().logStamp(key.docPath());
        Buried buried = logged == null ? Buried.of(setup.state(), key.docPath()) : null;
        Strangers gate = new Strangers(buried == null ? null : buried.history(), task::signal);
        this.strangers = gate;
        Replicas.Opened opened = Replicas.open(
                key,
                setup.state(),
                (name, live) -> new Room(name, live, RoomLimits.DEFAULT, RoomJournal.NONE, gate, time),
                this::onLive);
        this.replicas = opened.replicas();
        this.replay = opened.replay();
        onDisk.wake(replicas.fileContent());
        // What editors bring has to wait: it is judged by what the file holds.
        replicas.room().pause();
        this.file = new FileSide(
                fileName,
                setup,
                replicas,
                onDisk,
                logged == null ? Long.MIN_VALUE : logged.modified(),
                known != null && watched ? TakeOnce.Occasion.ORDINARY : TakeOnce.Occasion.CATCH_UP,
                listener);
        Remembered remembered = replay == null ? known : null;
        if (remembered != null) {
            replicas.recall(remembered.base(), remembered.rest().identity());
            file.remember(remembered);
        }
        DocumentSetup.Relay way = setup.relay();
        this.relay = way == null
                ? null
                : new RelaySide(
                        key,
                        replicas,
                        file,
                        way,
                        standing,
                        agreed,
                        task::signal,
                        replay == null ? null : replay.adopting(),
                        remembered);
        if (relay != null) {
            relay.start();
        }
    }

    /** The live replica, which clients join. Thread-safe. */
    Room room() {
        return replicas.room();
    }

    @Nullable
    RelaySide relay() {
        return relay;
    }

    /** The file may have changed. Thread-safe. */
    void markDirty() {
        dirty.set(true);
        task.signal();
    }

    /** As {@link #markDirty}, for the next step, whenever that is. Thread-safe. */
    void markLater() {
        dirty.set(true);
    }

    /** The file has been gone for long enough already. */
    void assumeMissing() {
        file.assumeMissing();
    }

    /** The stamp of the file when it was last looked at. Thread-safe. */
    @Nullable
    FileStamp stamp() {
        return file.stamp();
    }

    /** Whether the file has been gone for longer than an editor takes to save. Thread-safe. */
    boolean isMissing() {
        return file.isMissing();
    }

    /** Whether the file of another document has its file's name. Thread-safe. */
    boolean isDisplaced() {
        return file.isDisplaced();
    }

    String fileText() {
        return replicas.fileContent().text();
    }

    /** Whether the file was deleted, and that was meant. Thread-safe. */
    boolean isGone() {
        return replicas.isDetached();
    }

    /** Whether the file was found empty, and nobody was seen to empty it. Thread-safe. */
    AgentDocument.Emptied emptied() {
        return file.emptied();
    }

    /** The emptiness of the file is meant. */
    void takeEmptied() {
        file.takeEmptied();
        markDirty();
    }

    /** What the file held when it was last read or written. Thread-safe. */
    @Nullable
    ContentHash content() {
        return file.content();
    }

    Entry.@Nullable Identity identity() {
        return replicas.identity();
    }

    /** Whether there is neither file nor history, here or on the relay. */
    boolean isNothing() {
        return looked
                && !dirty.get()
                && !replicas.isKnown()
                && file.stamp() == null
                && replicas.liveVector().isEmpty()
                && (relay == null || !relay.standing().isListed());
    }

    /** Whether the document was deleted here and is in the relay's trash, if there is a relay. */
    boolean isDeleted() {
        return deleted;
    }

    /** Called under the room's lock, perhaps while this is being made. */
    private void onLive() {
        if (changedAt.compareAndSet(-1, time.millis())) {
            task.signalIn(WRITE_DELAY);
        }
    }

    /** How the document stands; {@code trouble} is what went wrong last, or null. Thread-safe. */
    DocumentStatus status(@Nullable String trouble) {
        String path = key.docPath();
        String refused = file.refused();
        String denied = relay == null ? null : relay.denied();
        if (refused != null) {
            return new DocumentStatus(path, DocumentStatus.State.IGNORED, refused);
        }
        if (denied != null) {
            return new DocumentStatus(path, DocumentStatus.State.IGNORED, "the relay refuses it: " + denied);
        }
        String waiting = trouble == null ? file.waiting() : trouble;
        if (file.emptied() != AgentDocument.Emptied.NO) {
            return new DocumentStatus(
                    path, DocumentStatus.State.UPLOADING, "its file was found empty, and nobody was seen to empty it");
        }
        if (file.isDisplaced()) {
            return new DocumentStatus(
                    path, DocumentStatus.State.UPLOADING, "the file of another document has its file's name");
        }
        if (!looked || (replicas.hasPending() && !file.isMissing())) {
            return new DocumentStatus(path, DocumentStatus.State.DOWNLOADING, waiting);
        }
        if (relay != null && !relay.isAcknowledged()) {
            return new DocumentStatus(path, DocumentStatus.State.UPLOADING, trouble);
        }
        if (file.isMissing() || replicas.isDetached()) {
            return new DocumentStatus(path, DocumentStatus.State.UPLOADING, "its file was deleted here");
        }
        boolean settled = waiting == null && !dirty.get();
        return new DocumentStatus(
                path, settled ? DocumentStatus.State.SYNCED : DocumentStatus.State.UPLOADING, waiting);
    }

    @Nullable
    String conflict() {
        return file.conflict();
    }

    /** Does what there is to be done now. */
    void step() throws IOException {
        replicas.heal();
        if (!recovered) {
            if (replay != null) {
                file.recover(replay);
            }
            recovered = true;
            retiredAt = file.hasRetired() ? 0 : FileSide.NEVER;
        }
        stepFile();
        boolean settling = !looked && lookAt != FileSide.NEVER;
        looked |= !settling;
        if (looked) {
            letEditorsIn();
        }
        meetStrangers();
        if (looked) {
            stepRelay();
        }
        if (!file.hasRetired()) {
            replicas.compactIfLong();
        }
        wakeAgain();
    }

    private void stepRelay() throws IOException {
        if (replicas.isDetached() && file.stamp() == null && !replicas.hasPending()) {
            settleDeletion();
            if (deleted) {
                return;
            }
        }
        RelaySide way = relay;
        if (way == null) {
            return;
        }
        if (!replicas.isDetached() || way.standing().isListed()) {
            way.advance();
        }
        noteShared(way);
    }

    private void noteShared(RelaySide way) throws IOException {
        if (way.isAcknowledged()) {
            Standing standing = way.standing();
            if (standing.id() != null) {
                replicas.identify(new Entry.Identity(standing.id(), key.docPath()));
            }
            if (!replicas.hasPending()) {
                replicas.markShared();
            }
        }
    }

    /** Called once the file has been looked at, or cannot be. */
    void letEditorsIn() {
        if (!editorsAreIn) {
            editorsAreIn = true;
            room().resume();
        }
    }

    /** The file's deletion is meant. */
    void delete() throws IOException {
        if (file.isMissing()) {
            if (replicas.hasPending()) {
                log.warn("'{}' was deleted, and changed elsewhere before that was seen: it comes back", file.name());
                file.comeBack();
                changedAt.compareAndSet(-1, time.millis());
            } else {
                if (replicas.isKnown()) {
                    file.keepInTrash();
                }
                replicas.detach();
                file.expectAgain();
            }
        }
        task.signal();
    }

    /** The file's deletion is not meant: it is written again. */
    void bringBack() throws IOException {
        if (file.isMissing() || file.emptied() != AgentDocument.Emptied.NO) {
            file.bringBack();
        }
        markDirty();
    }

    private void settleDeletion() throws IOException {
        switch (relay == null ? RelaySide.Deletion.DONE : relay.delete()) {
            case DONE -> deleted = true;
            case CHANGED -> {
                if (relay != null && !relay.isJoined()) {
                    relay.stand(Standing.listed(relay.standing().id(), null));
                }
            }
            case LATER -> log.trace("{}: the relay hears of the deletion later", key);
        }
    }

    /** What became of a document that was put into the trash elsewhere. */
    enum Burial {
        /** Its file is in the trash here, too. */
        DONE,
        /** It has edits that nobody else has. */
        EDITED
    }

    /** Puts the file into the local trash, unless something of it is not known elsewhere (R12). */
    Burial bury() throws IOException {
        replicas.heal();
        if (!recovered && replay != null) {
            file.recover(replay);
            recovered = true;
        }
        FileContent base = replicas.base();
        boolean came = !replicas.liveVector().isEmpty();
        boolean edited = came && (base == null || !replicas.liveContent().equals(base));
        return edited || !file.bury() ? Burial.EDITED : Burial.DONE;
    }

    /** Forgets who the document is on the relay. */
    void forgetIdentity() throws IOException {
        replicas.identify(null);
    }

    /** Two histories that share nothing are not merged: one of them is given up (R4). */
    private void meetStrangers() throws IOException {
        byte[] theirs = room().read(live -> strangers.first());
        while (theirs != null) {
            try {
                meet(theirs);
            } catch (DecodeException | PendingLimitException e) {
                log.warn("'{}': what an editor sent cannot be taken: {}", file.name(), e.getMessage());
            }
            theirs = room().read(live -> {
                strangers.decided();
                return strangers.first();
            });
        }
    }

    private void meet(byte[] theirs) throws IOException {
        if (Joining.decide(replicas.liveVector(), Updates.stateVector(theirs)) != Joining.ADOPT) {
            // It came to be related meanwhile, since the relay has it, too; or it is what was typed behind one.
            room().apply(theirs, null);
            return;
        }
        FileContent ours = replicas.liveContent();
        FileContent other = Adoption.contentOf(theirs);
        boolean shared = relay != null && (relay.isCaughtUp() || replicas.base() != null);
        if (shared) {
            Adoption.Target target = Adoption.target(null, other, ours);
            keepIf(target, other);
            replicas.takeIn(theirs, target.content());
        } else {
            Adoption.Target target = Adoption.target(null, ours, other);
            keepIf(target, ours);
            replicas.yieldTo(theirs, target.content());
        }
    }

    private void keepIf(Adoption.Target target, FileContent content) throws IOException {
        if (target.conflict()) {
            file.keepCopy(content, "an editor has another text under this name, and no common one is known");
        }
    }

    private void stepFile() throws IOException {
        long now = time.millis();
        if (now >= retiredAt || (dirty.get() && file.hasRetired())) {
            retiredAt = due(now, file.lookAtRetired());
            askToWrite(now);
        }
        boolean write = isWriteDue(now);
        if (dirty.getAndSet(false) || now >= lookAt || write) {
            lookAt = due(now, file.look());
            if (lookAt == FileSide.NEVER && isJustChanged(file.stamp())) {
                lookAt = now + TICK + 10;
            }
            askToWrite(now);
        }
        if (write) {
            changedAt.set(-1);
            if (file.write()) {
                dirty.set(true);
            }
            wroteAt = time.millis();
            lookAt = Math.min(lookAt, wroteAt + TICK + 10);
            askToWrite(now);
            if (file.hasRetired() && retiredAt == FileSide.NEVER) {
                retiredAt = now;
            }
        }
        lookAt = Math.min(lookAt, file.blockedUntil());
    }

    private void askToWrite(long now) {
        if (isWritable() && replicas.hasPending()) {
            changedAt.compareAndSet(-1, now);
        }
    }

    private boolean isJustChanged(@Nullable FileStamp stamp) {
        long age = stamp == null ? TICK : time.wall().millis() - TimeUnit.NANOSECONDS.toMillis(stamp.changed());
        return age >= 0 && age < TICK;
    }

    private boolean isWritable() {
        return file.isWritable() && !file.isMissing() && file.emptied() == AgentDocument.Emptied.NO;
    }

    private boolean isWriteDue(long now) {
        long since = changedAt.get();
        return since >= 0 && now - since >= WRITE_DELAY && now - wroteAt >= WRITE_INTERVAL;
    }

    private void wakeAgain() {
        long now = time.millis();
        long next = Math.min(lookAt, retiredAt);
        long since = changedAt.get();
        if (since >= 0) {
            next = Math.min(next, Math.max(since + WRITE_DELAY, wroteAt + WRITE_INTERVAL));
        }
        if (dirty.get()) {
            next = Math.min(next, now + 1);
        }
        if (next != FileSide.NEVER) {
            task.signalIn(Math.max(1, next - now));
        }
    }

    private static long due(long now, long delay) {
        return delay == FileSide.NEVER ? FileSide.NEVER : now + delay;
    }

    /** Whether nothing is under way, so that the log and the file hold everything. */
    boolean isIdle() {
        return isSettled() && !dirty.get() && lookAt == FileSide.NEVER && changedAt.get() < 0;
    }

    /** As {@link #isIdle}, but it may be that the file is to be looked at once more. */
    boolean isSettled() {
        return looked
                && recovered
                && replicas.isKnown()
                && file.refused() == null
                && !isJustChanged(file.stamp())
                && !file.hasRetired()
                && !file.isMissing()
                && !file.isDisplaced()
                && file.emptied() == AgentDocument.Emptied.NO
                && !replicas.hasPending()
                && !replicas.isDetached()
                && (relay == null || (relay.isQuiet() && relay.denied() == null));
    }

    /** Whether nothing can be done about the document for the time being, so that others need not wait for it. */
    boolean isStuck() {
        return file.refused() != null
                || file.isMissing()
                || file.emptied() != AgentDocument.Emptied.NO
                || replicas.isDetached()
                || (looked && !replicas.isKnown())
                || (relay != null && relay.denied() != null);
    }

    /** Makes sure that the log is where a start finds it. */
    void keepLog() throws IOException {
        replicas.heal();
    }

    /** The last content that the relay and we had in common; null when there never was one. */
    @Nullable
    FileContent base() {
        return replicas.base();
    }

    /** Puts a settled document to rest. */
    AtRest rest() throws IOException {
        replicas.heal();
        boolean shared = relay != null && relay.isAcknowledged();
        if (relay != null) {
            relay.stop();
        }
        String digest = room().read(YDoc::stateDigest);
        Entry.Identity identity = replicas.identity();
        file.close();
        replicas.close();
        FileStamp logStamp = setup.state().logStamp(key.docPath());
        if (logStamp == null) {
            throw new IOException("the log of '" + key.docPath() + "' is gone");
        }
        return new AtRest(key.docPath(), file.name(), file.stamp(), file.content(), digest, shared, logStamp, identity);
    }

    /** Sends clients away, and returns all that is known, as a log for another name would start with it. */
    Entry.Snapshot depart(int code, String reason) throws IOException {
        room().evict(code, reason);
        letEditorsIn();
        replicas.heal();
        if (!recovered && replay != null) {
            file.recover(replay);
        }
        file.releaseAll();
        if (relay != null) {
            relay.stop();
        }
        Entry.Snapshot snapshot = replicas.snapshot();
        file.close();
        replicas.close();
        return snapshot;
    }

    /**
     * Ends the document: what clients typed is in the file and everything is in the log when this returns. Waits a moment
     * for programs that still write to a file we swapped out. What is under way to the relay goes on until {@link #close}.
     */
    void end() throws IOException {
        replicas.heal();
        long deadline = time.millis() + LONGEST_END;
        flush(deadline);
        while (file.hasRetired() && time.millis() < deadline) {
            file.lookAtRetired();
            pause();
        }
        file.releaseWhole();
        flush(time.millis() + WRITE_DELAY);
        file.releaseWhole();
    }

    /** Closes a document whose end is over; what is known of it if it is settled, else null. */
    @Nullable
    AtRest close() throws IOException {
        if (relay != null) {
            noteShared(relay);
        }
        if (isSettled()) {
            return rest();
        }
        if (relay != null) {
            relay.stop();
        }
        file.close();
        replicas.close();
        return null;
    }

    private void flush(long deadline) throws IOException {
        do {
            long wait = file.look();
            if (wait == FileSide.NEVER && (!replicas.hasPending() || !isWritable())) {
                return;
            }
            if (wait == FileSide.NEVER && !file.write() && !replicas.hasPending()) {
                return;
            }
            pause();
        } while (time.millis() < deadline);
    }

    private void pause() throws IOException {
        try {
            time.sleep(Duration.ofMillis(20));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while ending", e);
        }
    }
}
