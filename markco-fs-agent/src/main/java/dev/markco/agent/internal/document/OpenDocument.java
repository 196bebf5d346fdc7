package dev.markco.agent.internal.document;

import dev.markco.agent.DocumentStatus;
import dev.markco.agent.internal.decision.Agenda;
import dev.markco.agent.internal.decision.DocumentEffect;
import dev.markco.agent.internal.decision.DocumentEvent;
import dev.markco.agent.internal.decision.DocumentMachine;
import dev.markco.agent.internal.decision.DocumentState;
import dev.markco.agent.internal.decision.Emptiness;
import dev.markco.agent.internal.decision.Facts;
import dev.markco.agent.internal.decision.Presence;
import dev.markco.agent.internal.decision.Standing;
import dev.markco.agent.internal.decision.TakeOnce;
import dev.markco.agent.internal.decision.Turn;
import dev.markco.agent.internal.disk.ContentHash;
import dev.markco.agent.internal.disk.FileContent;
import dev.markco.agent.internal.disk.FileStamp;
import dev.markco.agent.internal.file.FileSide;
import dev.markco.agent.internal.file.OnDisk;
import dev.markco.agent.internal.replica.Buried;
import dev.markco.agent.internal.replica.Remembered;
import dev.markco.agent.internal.replica.Replay;
import dev.markco.agent.internal.replica.Replicas;
import dev.markco.agent.internal.replica.Resemblance;
import dev.markco.agent.internal.setup.DocumentSetup;
import dev.markco.agent.internal.state.AtRest;
import dev.markco.agent.internal.state.Entry;
import dev.markco.agent.internal.talk.RelaySide;
import dev.markco.sync.DocumentKey;
import dev.markco.sync.room.Room;
import dev.markco.sync.room.RoomJournal;
import dev.markco.sync.room.RoomLimits;
import dev.markco.sync.time.Time;
import dev.markco.yjs.YDoc;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A document in memory: its replicas, its file and its way to the relay, and the order in which they are looked after.
 * Confined to the document's task, except where said.
 */
final class OpenDocument {
    /** How long the end waits for late writes to files that were swapped out (R8), in milliseconds. */
    private static final long LONGEST_END = 2_500;

    private final DocumentKey key;
    private final SerialTask task;
    private final DocumentSetup setup;
    private final Time time;
    private final Replicas replicas;
    private final FileSide file;
    private final @Nullable RelaySide relay;
    private final CarryingOut hands;

    private final AtomicBoolean dirty = new AtomicBoolean(true);
    /** When the oldest change came that the agenda does not have, in milliseconds; {@link DocumentState#NEVER} for none. */
    private final AtomicLong changedAt = new AtomicLong(DocumentState.NEVER);

    /** What is known; of the document's task alone. */
    private DocumentState latest;
    /** The same for others, as it was when all was done that had been decided. */
    private volatile DocumentState now;

    /** Odd while something is being done, so that what is read meanwhile of different moments is not taken for one. */
    private final AtomicInteger turns = new AtomicInteger();

    /**
     * Opens a document as its log says.
     *
     * @param onDisk what is known of its file from before
     * @param known what was known of it at rest, null when it was not; all there is when its log was taken away meanwhile
     * @param watched whether its file has been watched since then
     * @param missing whether its file has been gone for long enough already
     * @param standing what the relay's list says of it
     * @param agreed whether that is what was known at rest
     */
    OpenDocument(
            DocumentKey key,
            String fileName,
            DocumentSetup setup,
            SerialTask task,
            OnDisk onDisk,
            @Nullable Remembered known,
            boolean watched,
            boolean missing,
            Standing standing,
            boolean agreed)
            throws IOException {
        this.key = key;
        this.setup = setup;
        this.time = setup.time();
        this.task = task;
        FileStamp logged = setup.state().logs().stamp(key.docPath());
        Buried buried = logged == null ? Buried.of(setup.state().buried(), key.docPath()) : null;
        Strangers gate = new Strangers(buried == null ? null : buried.history(), task::signal);
        Replicas.Opened opened = Replicas.open(
                key,
                setup.state(),
                (name, live) -> new Room(name, live, RoomLimits.DEFAULT, RoomJournal.NONE, gate, time),
                this::onLive);
        this.replicas = opened.replicas();
        Replay replay = opened.replay();
        onDisk.wake(replicas.fileContent());
        // What editors bring has to wait: it is judged by what the file holds.
        replicas.room().pause();
        Remembered remembered = replay == null ? known : null;
        this.file = new FileSide(
                fileName, setup, replicas, onDisk, logged == null ? Long.MIN_VALUE : logged.modified(), remembered);
        if (remembered != null) {
            replicas.recall(remembered.base(), remembered.rest().identity());
        }
        TakeOnce.Occasion occasion = known != null && watched ? TakeOnce.Occasion.ORDINARY : TakeOnce.Occasion.CATCH_UP;
        this.latest = DocumentState.opened(occasion, content(remembered), missing);
        this.now = latest;
        DocumentSetup.Relay way = setup.relay();
        this.relay = way == null
                ? null
                : new RelaySide(
                        key,
                        replicas,
                        file::keepCopy,
                        way,
                        standing,
                        agreed,
                        task::signal,
                        replay == null ? null : replay.adopting(),
                        remembered);
        this.hands = new CarryingOut(
                key.docPath(), task, replicas, file, relay, replay, new StrangerMeeting(replicas, file, relay, gate));
        if (relay != null) {
            relay.start();
        }
    }

    /** The hash of what the file was known to hold, null when it is not known. */
    private @Nullable ContentHash content(@Nullable Remembered remembered) {
        if (remembered != null) {
            return remembered.rest().content();
        }
        return replicas.hasDiskHistory() ? ContentHash.of(replicas.fileContent().encode()) : null;
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

    /** The stamp of the file when it was last looked at. Thread-safe. */
    @Nullable
    FileStamp stamp() {
        return file.stamp();
    }

    /** Whether the file has been gone for longer than an editor takes to save. Thread-safe. */
    boolean isMissing() {
        return now.isMissing();
    }

    /** Whether the file was there when it was last looked for, or should be, and nobody has looked. Thread-safe. */
    boolean isThere() {
        return now.file().presence().equals(Presence.THERE) && now.file().trouble() == null && !isGone();
    }

    /** Whether the file of another document has its file's name. Thread-safe. */
    boolean isDisplaced() {
        return now.isDisplaced();
    }

    /** As {@link AgentDocument#likeness}. */
    double likeness(String text) {
        return file.contents().stream()
                .mapToDouble(content -> Resemblance.of(content.text(), text))
                .max()
                .orElse(0);
    }

    /** Whether the file was deleted, and that was meant. Thread-safe. */
    boolean isGone() {
        return replicas.isDetached();
    }

    /** Whether the file was found empty, and nobody was seen to empty it. Thread-safe. */
    Emptiness emptiness() {
        return now.file().emptiness();
    }

    /** The emptiness of the file is meant. */
    void takeEmptied() {
        latest = DocumentMachine.next(latest, facts(), new DocumentEvent.EmptinessMeant())
                .state();
        now = latest;
        markDirty();
    }

    /** What the file held when it was last read or written. Thread-safe. */
    @Nullable
    ContentHash content() {
        return now.file().content();
    }

    Entry.@Nullable Identity identity() {
        return replicas.identity();
    }

    /** Whether there is neither file nor history, here or on the relay. */
    boolean isNothing() {
        return now.looked()
                && !dirty.get()
                && !replicas.isKnown()
                && file.stamp() == null
                && replicas.liveVector().isEmpty()
                && (relay == null || !relay.standing().isListed());
    }

    /** Whether the document was deleted here and is in the relay's trash, if there is a relay. */
    boolean isDeleted() {
        return now.fate() == DocumentState.Fate.DELETED;
    }

    /** Called under the room's lock, perhaps while this is being made. */
    private void onLive() {
        if (changedAt.compareAndSet(DocumentState.NEVER, time.millis())) {
            task.signalIn(Agenda.WRITE_DELAY);
        }
    }

    /** How the document stands; {@code trouble} is what went wrong last, or null. Thread-safe. */
    DocumentStatus status(@Nullable String trouble) {
        int turn = turns.get();
        String denied = relay == null ? null : relay.denied();
        boolean acknowledged = relay == null || relay.isAcknowledged();
        DocumentState state = now;
        Facts facts = facts();
        boolean moves = dirty.get() || turn % 2 != 0 || turns.get() != turn;
        return Outlook.of(key.docPath(), state, facts, denied, acknowledged, moves, trouble);
    }

    @Nullable
    String conflict() {
        return file.conflict();
    }

    /** How the replicas stand. Thread-safe. */
    private Facts facts() {
        Facts.Relayed relayed = Facts.Relayed.NONE;
        if (relay != null) {
            Standing standing = relay.standing();
            boolean told = standing.stateHash() != null || relay.isJoined();
            relayed =
                    !standing.isListed() ? Facts.Relayed.UNLISTED : told ? Facts.Relayed.LISTED : Facts.Relayed.CHANGED;
        }
        return new Facts(
                time.millis(),
                replicas.hasPending(),
                replicas.isDetached(),
                replicas.isKnown(),
                replicas.hasDiskHistory(),
                file.hasRetired(),
                relayed);
    }

    /** What is done in a turn. */
    @FunctionalInterface
    private interface Doing {
        void run() throws IOException;
    }

    /** Does something; others see what came of it at the end. */
    private void inTurn(Doing what) throws IOException {
        turns.incrementAndGet();
        try {
            what.run();
        } finally {
            now = latest;
            turns.incrementAndGet();
        }
    }

    /** Decides what an event comes to, and does it. */
    private void feed(DocumentEvent event) throws IOException {
        inTurn(() -> decide(event));
    }

    /** What comes of one effect is decided before the next is carried out. */
    private void decide(DocumentEvent event) throws IOException {
        Turn<DocumentState, DocumentEffect> turn = DocumentMachine.next(latest, facts(), event);
        latest = turn.state();
        for (DocumentEffect effect : turn.effects()) {
            DocumentEvent outcome = hands.carryOut(effect);
            if (outcome != null) {
                decide(outcome);
            }
        }
    }

    /** Does what there is to be done now. */
    void step() throws IOException {
        replicas.heal();
        inTurn(this::turn);
    }

    private void turn() throws IOException {
        boolean look = dirty.getAndSet(false);
        boolean done = false;
        try {
            decide(new DocumentEvent.Turned(look, changedAt.getAndSet(DocumentState.NEVER)));
            done = true;
        } finally {
            if (!done && look) {
                dirty.set(true);
            }
        }
        decide(new DocumentEvent.FileDone());
        if (latest.fate() == DocumentState.Fate.DELETED) {
            return;
        }
        decide(new DocumentEvent.TurnEnded());
        if (dirty.get()) {
            task.signal();
        }
    }

    /** Something failed, or the document ends: editors need not wait for that. */
    void letEditorsIn() {
        Turn<DocumentState, DocumentEffect> turn =
                DocumentMachine.next(latest, facts(), new DocumentEvent.WaitedEnough());
        latest = turn.state();
        now = latest;
        if (!turn.effects().isEmpty()) {
            room().resume();
        }
    }

    /** The file's deletion is meant. */
    void delete() throws IOException {
        feed(new DocumentEvent.DeletionMeant());
        task.signal();
    }

    /** The file's deletion is not meant: it is written again. */
    void bringBack() throws IOException {
        feed(new DocumentEvent.LossNotMeant());
        markDirty();
    }

    /**
     * The document is in the relay's trash: its file goes to the local one, unless something of it is not known elsewhere (R12).
     *
     * @param returning whether its file was deleted here, too, and has come back since
     * @return whether it did; if not, the document is to be restored
     */
    boolean bury(boolean returning) throws IOException {
        replicas.heal();
        recover();
        FileContent base = replicas.base();
        boolean came = !replicas.liveVector().isEmpty();
        boolean edited = came && (base == null || !replicas.liveContent().equals(base));
        feed(new DocumentEvent.TrashedThere(returning, edited));
        return now.fate() == DocumentState.Fate.BURIED;
    }

    private void recover() throws IOException {
        if (!now.recovered()) {
            DocumentEvent recovered = hands.carryOut(DocumentEffect.Simple.RECOVER);
            if (recovered != null) {
                feed(recovered);
            }
        }
    }

    /** Forgets who the document is on the relay. */
    void forgetIdentity() throws IOException {
        replicas.identify(null);
    }

    /** Whether nothing is under way, so that the log and the file hold everything. */
    boolean isIdle() {
        return now.isIdle(facts()) && isQuiet() && !dirty.get() && changedAt.get() == DocumentState.NEVER;
    }

    /** As {@link #isIdle}, but it may be that the file is to be looked at once more. */
    boolean isSettled() {
        return now.isSettled(facts()) && isQuiet() && !Agenda.mayHideChange(file.age());
    }

    private boolean isQuiet() {
        return relay == null || (relay.isQuiet() && relay.denied() == null);
    }

    /** Whether nothing can be done about the document for the time being, so that others need not wait for it. */
    boolean isStuck() {
        return now.isStuck(facts()) || (relay != null && relay.denied() != null);
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
        FileStamp logStamp = setup.state().logs().stamp(key.docPath());
        if (logStamp == null) {
            throw new IOException("the log of '" + key.docPath() + "' is gone");
        }
        return new AtRest(key.docPath(), file.name(), file.stamp(), content(), digest, shared, logStamp, identity);
    }

    /**
     * Sends clients away, and returns all that is known, as a log for another name would start with it.
     *
     * @param goesOn whether there is another name: what somebody still writes to in the file's former place goes with it
     */
    Entry.Snapshot depart(int code, String reason, boolean goesOn) throws IOException {
        room().evict(code, reason);
        letEditorsIn();
        replicas.heal();
        recover();
        if (goesOn) {
            file.releaseWhole();
        } else {
            file.releaseAll();
        }
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
            feed(file.lookAtRetired());
            pause();
        }
        file.releaseWhole();
        flush(time.millis() + Agenda.WRITE_DELAY);
        file.releaseWhole();
    }

    /** Closes a document whose end is over; what is known of it if it is settled, else null. */
    @Nullable
    AtRest close() throws IOException {
        if (relay != null) {
            hands.noteShared(relay);
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
            feed(new DocumentEvent.Hurried());
            if (now.isFlushed(facts())) {
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
