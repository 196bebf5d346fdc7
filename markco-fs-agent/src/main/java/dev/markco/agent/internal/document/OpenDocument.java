package dev.markco.agent.internal.document;

import dev.markco.agent.DocumentStatus;
import dev.markco.agent.internal.decision.DocumentEvent;
import dev.markco.agent.internal.decision.DocumentState;
import dev.markco.agent.internal.decision.Emptiness;
import dev.markco.agent.internal.decision.FileState;
import dev.markco.agent.internal.decision.Presence;
import dev.markco.agent.internal.decision.Standing;
import dev.markco.agent.internal.decision.TakeOnce;
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
import dev.markco.agent.internal.state.Entry;
import dev.markco.agent.internal.talk.RelaySide;
import dev.markco.sync.DocumentKey;
import dev.markco.sync.room.Room;
import dev.markco.sync.room.RoomJournal;
import dev.markco.sync.room.RoomLimits;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A document in memory: its replicas, its file and its way to the relay, as one thing that is asked and told. Confined to the
 * document's task, except where said.
 */
final class OpenDocument {
    private final DocumentKey key;
    private final SerialTask task;
    private final Replicas replicas;
    private final FileSide file;
    private final @Nullable RelaySide relay;
    private final DocumentParts parts;
    private final Unattended unattended;
    private final Deciding deciding;
    private final PuttingAway away;

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
        this.task = task;
        this.unattended = new Unattended(task, setup.time());
        FileStamp logged = setup.state().logs().stamp(key.docPath());
        Buried buried = logged == null ? Buried.of(setup.state().buried(), key.docPath()) : null;
        Strangers gate = new Strangers(buried == null ? null : buried.history(), task::signal);
        Replicas.Opened opened = Replicas.open(
                key,
                setup.state(),
                (name, live) -> new Room(name, live, RoomLimits.DEFAULT, RoomJournal.NONE, gate, setup.time()),
                unattended::markLive);
        this.replicas = opened.replicas();
        Replay replay = opened.replay();
        onDisk.wake(replicas.fileContent());
        // What editors bring has to wait: it is judged by what the file holds.
        replicas.room().pause();
        Remembered remembered = replay == null ? known : null;
        this.file = new FileSide(
                fileName, setup, replicas, onDisk, logged == null ? Long.MIN_VALUE : logged.modified(), remembered);
        if (buried != null && standing.isListed()) {
            file.recall(buried);
        }
        if (remembered != null) {
            replicas.recall(remembered.base(), remembered.rest().identity());
        }
        TakeOnce.Occasion occasion = known != null && watched ? TakeOnce.Occasion.ORDINARY : TakeOnce.Occasion.CATCH_UP;
        DocumentState first = DocumentState.opened(occasion, content(remembered), missing);
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
        this.parts = new DocumentParts(replicas, file, relay);
        CarryingOut hands = new CarryingOut(
                key.docPath(), task, replicas, file, relay, replay, new StrangerMeeting(replicas, file, relay, gate));
        this.deciding = new Deciding(task, setup.time(), parts, hands, unattended, first);
        this.away = new PuttingAway(key, setup, parts, hands, deciding);
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

    /** The file may have changed, which the next step looks at, whenever that is. Thread-safe. */
    void markLater() {
        unattended.markLater();
    }

    /** The stamp of the file when it was last looked at. Thread-safe. */
    @Nullable
    FileStamp stamp() {
        return file.stamp();
    }

    /** Whether the file has been gone for longer than an editor takes to save. Thread-safe. */
    boolean isMissing() {
        return deciding.now().isMissing();
    }

    /** Whether the file was there when it was last looked for, or should be, and nobody has looked. Thread-safe. */
    boolean isThere() {
        FileState seen = deciding.now().file();
        return seen.presence().equals(Presence.THERE) && seen.trouble() == null && !isGone();
    }

    /** Whether the file of another document has its file's name. Thread-safe. */
    boolean isDisplaced() {
        return deciding.now().isDisplaced();
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
        return deciding.now().file().emptiness();
    }

    /** What the file held when it was last read or written. Thread-safe. */
    @Nullable
    ContentHash content() {
        return deciding.now().file().content();
    }

    Entry.@Nullable Identity identity() {
        return replicas.identity();
    }

    /** Whether there is neither file nor history, here or on the relay. */
    boolean isNothing() {
        return deciding.now().looked()
                && !unattended.isDirty()
                && !replicas.isKnown()
                && file.stamp() == null
                && replicas.liveVector().isEmpty()
                && (relay == null || !relay.standing().isListed());
    }

    /** Whether the document was deleted here and is in the relay's trash, if there is a relay. */
    boolean isDeleted() {
        return deciding.now().fate() == DocumentState.Fate.DELETED;
    }

    /** How the document stands; {@code trouble} is what went wrong last, or null. Thread-safe. */
    DocumentStatus status(@Nullable String trouble) {
        return deciding.status(key.docPath(), trouble);
    }

    @Nullable
    String conflict() {
        return file.conflict();
    }

    /** Whether nothing is under way, so that the log and the file hold everything. */
    boolean isIdle() {
        return deciding.now().isIdle(deciding.facts()) && parts.isQuiet() && unattended.isNothing();
    }

    /** Whether nothing can be done about the document for the time being, so that others need not wait for it. */
    boolean isStuck() {
        return deciding.now().isStuck(deciding.facts()) || parts.denied() != null;
    }

    /** The last content that the relay and we had in common; null when there never was one. */
    @Nullable
    FileContent base() {
        return replicas.base();
    }

    /** Does what there is to be done now. */
    void step() throws IOException {
        replicas.heal();
        deciding.step();
    }

    /** Something failed: editors need not wait for that. */
    void letEditorsIn() {
        deciding.letEditorsIn();
    }

    /** The emptiness of the file is meant. */
    void takeEmptied() {
        deciding.note(new DocumentEvent.EmptinessMeant());
        unattended.markDirty();
    }

    /** The file's deletion is meant. */
    void delete() throws IOException {
        deciding.feed(new DocumentEvent.DeletionMeant());
        task.signal();
    }

    /** The file's deletion is not meant: it is written again. */
    void bringBack() throws IOException {
        deciding.feed(new DocumentEvent.LossNotMeant());
        unattended.markDirty();
    }

    /**
     * The document is in the relay's trash: its file goes to the local one, unless something of it is not known elsewhere (R12).
     *
     * @param returning whether its file was deleted here, too, and has come back since
     * @return whether it did; if not, the document is to be restored
     */
    boolean bury(boolean returning) throws IOException {
        replicas.heal();
        deciding.recover();
        FileContent base = replicas.base();
        boolean came = !replicas.liveVector().isEmpty();
        boolean edited = came && (base == null || !replicas.liveContent().equals(base));
        deciding.feed(new DocumentEvent.TrashedThere(returning, edited));
        return deciding.now().fate() == DocumentState.Fate.BURIED;
    }

    /** Forgets who the document is on the relay. */
    void forgetIdentity() throws IOException {
        replicas.identify(null);
    }

    /** Makes sure that the log is where a start finds it. */
    void keepLog() throws IOException {
        replicas.heal();
    }

    /** What takes it out of memory. */
    PuttingAway away() {
        return away;
    }
}
