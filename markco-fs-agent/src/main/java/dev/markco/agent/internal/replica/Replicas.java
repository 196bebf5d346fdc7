package dev.markco.agent.internal.replica;

import dev.markco.agent.internal.decision.TakeOnce;
import dev.markco.agent.internal.disk.FileContent;
import dev.markco.agent.internal.disk.TextFormat;
import dev.markco.agent.internal.state.DocumentLog;
import dev.markco.agent.internal.state.Entry;
import dev.markco.agent.internal.state.StateDirectory;
import dev.markco.sync.DocumentKey;
import dev.markco.sync.room.Room;
import dev.markco.sync.text.Hunk;
import dev.markco.sync.text.TextDiff;
import dev.markco.sync.text.ThreeWay;
import dev.markco.yjs.StateVector;
import dev.markco.yjs.Subscription;
import dev.markco.yjs.Updates;
import dev.markco.yjs.YDoc;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The two replicas of a document and the log that both live on in.
 *
 * <p>{@code disk} is what the file held when it was last read or written, {@code live} is everything known; live always
 * contains disk. Only after a save that was made on an older content (R9), or to a file that we had replaced (R8), does the
 * file hold something else, until it is written anew, while the disk replica has the merged text. Every update made here is
 * durable in the log before the live replica, and so anyone else, sees it (R6). Confined to the document's task; the room is
 * thread-safe.
 */
public final class Replicas implements Closeable {
    /** The origin, in the room, of updates that the disk replica has. */
    private static final Object DISK = new Object() {
        @Override
        public String toString() {
            return "disk";
        }
    };

    private static final byte[] NONE = {};
    /** A log that grew beyond this and beyond its snapshot is compacted, in bytes. */
    private static final long COMPACT_BYTES = 64 << 10;

    private final String docPath;
    private final StateDirectory state;
    private final YDoc disk;
    private final Room room;
    private final FromLive fromLive;
    private final List<Unpublished> unpublished = new ArrayList<>();
    private volatile @Nullable DocumentLog log;
    /** Whether there is anything in the disk replica, which others must not touch. */
    private volatile boolean diskHistory;

    private FileContent diskContent;
    /** What the file holds if that is not the disk replica's content. */
    private volatile @Nullable FileContent held;

    /** What the file lacks is being put there. */
    private volatile boolean taken;

    private @Nullable FileContent base;
    private volatile boolean detached;
    private volatile Entry.@Nullable Identity identity;
    private Supplier<Entry.Past> past;

    /** Made by us, not yet known to be durable: {@code both} is in the disk replica already. */
    @SuppressWarnings("ArrayRecordComponent") // Never compared.
    private record Unpublished(byte[] both, byte[] liveOnly) {}

    /** What the live replica has for the file. */
    @SuppressWarnings("ArrayRecordComponent") // Never compared.
    public record Pending(byte[] update, FileContent content) {}

    private Replicas(
            DocumentKey key,
            StateDirectory state,
            @Nullable DocumentLog log,
            @Nullable Replay replay,
            RoomMaker rooms,
            Runnable onLive) {
        this.docPath = key.docPath();
        this.state = state;
        this.log = log;
        this.disk = replay == null ? new YDoc() : replay.disk();
        this.fromLive = new FromLive(DISK, onLive);
        this.diskContent = DocumentText.content(disk);
        noteDisk();
        YDoc live = new YDoc();
        if (replay != null) {
            live.applyUpdate(disk.encodeStateAsUpdate());
            base = replay.base();
            held = replay.held();
            detached = replay.detached();
            identity = replay.identity();
        }
        Entry.Past logged = replay == null ? Entry.Past.NONE : replay.past();
        this.past = () -> logged;
        this.room = rooms.open(key.toString(), live);
        room.observe(fromLive);
        if (replay != null) {
            replay.live().forEach(this::receive);
            Entry.Intent intent = replay.intent();
            if (intent != null) {
                receive(intent.update());
            }
        }
    }

    /** Opens a room around a document. */
    @FunctionalInterface
    public interface RoomMaker {
        Room open(String name, YDoc live);
    }

    /** The replicas and what was under way when they were last used. */
    public record Opened(Replicas replicas, @Nullable Replay replay) {}

    /**
     * Opens a document as its log says, or empty.
     *
     * @param onLive told, under the room's lock, that the file may have to be written
     */
    public static Opened open(DocumentKey key, StateDirectory state, RoomMaker rooms, Runnable onLive)
            throws IOException {
        DocumentLog log = state.logs().open(key.docPath());
        Replay replay = log == null ? null : Replay.of(log.recovered());
        return new Opened(new Replicas(key, state, log, replay, rooms, onLive), replay);
    }

    /** The live replica, which others join. */
    public Room room() {
        return room;
    }

    /** What the file held when it was last read or written. */
    public FileContent fileContent() {
        FileContent save = held;
        return save == null ? diskContent : save;
    }

    /** What the file is to hold, as far as the disk replica knows. */
    public FileContent diskContent() {
        return diskContent;
    }

    /** What the file is to hold with everything in it that is known. */
    public FileContent liveContent() {
        return room.read(DocumentText::content);
    }

    /** Whether the file ever held anything, as far as the log knows. Thread-safe. */
    public boolean hasDiskHistory() {
        return diskHistory;
    }

    private void noteDisk() {
        diskHistory = diskHistory || !disk.stateVector().isEmpty();
    }

    private void applyToDisk(byte[] update) {
        if (update.length > 0) {
            disk.applyUpdate(update);
        }
        noteDisk();
    }

    /** Whether anything of this document is remembered. Thread-safe. */
    public boolean isKnown() {
        return log != null;
    }

    /** Whether the file was deleted, and that was meant. Thread-safe. */
    public boolean isDetached() {
        return detached;
    }

    /** The last content that the relay and we had in common; null when it is not known. */
    public @Nullable FileContent base() {
        return base;
    }

    /** Who the document is on the relay; null when it was never there. */
    public Entry.@Nullable Identity identity() {
        return identity;
    }

    /** Notes who the document is on the relay. */
    public void identify(Entry.@Nullable Identity known) throws IOException {
        if (!Objects.equals(known, identity) && (log != null || !liveVector().isEmpty())) {
            identity = known;
            persist(new Entry.Identified(known), false);
        }
    }

    /**
     * What is known of a document whose log was taken away, before anything is logged anew.
     *
     * @param common the last content that the relay and we had in common, null when it is not known
     */
    public void recall(@Nullable FileContent common, Entry.@Nullable Identity known) {
        if (log == null) {
            base = common;
            identity = known;
        }
    }

    /** Who is asked from now on what others may still have of the file, when that is to be logged anew: before, the log knew it. */
    public void past(Supplier<Entry.Past> known) {
        past = known;
    }

    /** Whether there is something that the file has not seen. Thread-safe. */
    public boolean hasPending() {
        return taken || held != null || room.read(live -> !fromLive.isEmpty());
    }

    /** Applies an update that is in the log, or needs not be, to the live replica only. */
    private void receive(byte[] update) {
        if (update.length > 0) {
            room.apply(update, null);
        }
    }

    /** Takes an edit of the file, which was made on {@code base}; the file holds {@code seen} now. */
    public void takeFileEdit(FileContent base, FileContent seen, TakeOnce.Occasion occasion) throws IOException {
        if (held != null || !base.equals(diskContent)) {
            takeStaleEdit(base, seen, occasion);
            return;
        }
        List<Hunk> respelling = diskContent.respelling(seen);
        if (!respelling.isEmpty()) {
            // A step of its own, so that what is compared next has the same line ends everywhere.
            takeFileEdit(respelling, seen.format(), occasion);
        }
        takeFileEdit(TextDiff.between(diskContent.text(), seen.text()), seen.format(), occasion);
    }

    private void takeFileEdit(List<Hunk> hunks, TextFormat format, TakeOnce.Occasion occasion) throws IOException {
        if (hunks.isEmpty() && format.equals(diskContent.format())) {
            return;
        }
        List<Hunk> copies = secondCopies(hunks, occasion);
        YDoc author = occasion == TakeOnce.Occasion.CATCH_UP ? CommonAuthor.of(disk, hunks, format) : disk;
        boolean isThere = author != disk && liveVector().get(author.clientId()) > 0;
        byte[] edit = editDisk(author, hunks, format);
        byte[] taken = copies.isEmpty() || isThere ? NONE : author(fork(disk), copies);
        publish(new Entry.Edited(edit, taken), edit, taken);
    }

    /** The disk replica takes the edit, too, so that what is saved next on top of this save finds its text there. */
    private void takeStaleEdit(FileContent base, FileContent seen, TakeOnce.Occasion occasion) throws IOException {
        FileContent now = seen.spelledLike(base);
        List<Hunk> hunks = ThreeWay.rebase(
                TextDiff.between(base.text(), now.text()), TextDiff.between(base.text(), diskContent.text()));
        TextFormat format = TextFormat.merge(base.format(), now.format(), diskContent.format());
        List<Hunk> copies = secondCopies(hunks, occasion);
        byte[] edit = editDisk(disk, hunks, format);
        byte[] taken = copies.isEmpty() ? NONE : author(fork(disk), copies);
        fileHolds(seen);
        publish(new Entry.Stale(edit, taken, seen), edit, taken);
    }

    private List<Hunk> secondCopies(List<Hunk> hunks, TakeOnce.Occasion occasion) {
        String known = diskContent.text();
        String live = liveContent().text();
        return TakeOnce.secondCopies(hunks, live.equals(known) ? List.of() : TextDiff.between(known, live), occasion);
    }

    private byte[] editDisk(YDoc author, List<Hunk> hunks, TextFormat format) {
        byte[] edit = author(author, doc -> DocumentText.edit(doc, hunks, format));
        if (author != disk) {
            applyToDisk(edit);
        }
        noteDisk();
        diskContent = new FileContent(Hunk.apply(diskContent.text(), hunks), format);
        return edit;
    }

    /** The file holds something of which nothing is to be taken. */
    public void found(FileContent seen) throws IOException {
        fileHolds(seen);
        persist(new Entry.Stale(NONE, NONE, seen), true);
    }

    private void fileHolds(FileContent seen) {
        held = seen.equals(diskContent) ? null : seen;
    }

    /** Makes the edit that turned {@code base}, an older content of the file, into {@code seen}. */
    private byte[] authorLate(FileContent base, FileContent seen) {
        FileContent now = seen.spelledLike(base);
        List<Hunk> hunks = ThreeWay.rebaseAll(
                TextDiff.between(base.text(), now.text()), TextDiff.between(base.text(), diskContent.text()));
        TextFormat format = TextFormat.merge(base.format(), now.format(), diskContent.format());
        return author(fork(disk), doc -> DocumentText.edit(doc, hunks, format));
    }

    /** Takes an edit that someone made to a retired file: of {@code base} they made {@code seen}. */
    public void takeLate(String retired, FileContent base, FileContent seen) throws IOException {
        byte[] edit = authorLate(base, seen);
        addToDisk(edit);
        publish(new Entry.Late(retired, edit, seen), edit, NONE);
    }

    /**
     * The disk replica takes an edit that the file does not hold, though a program that made it, or saw it, may save it there
     * once more.
     */
    private void addToDisk(byte[] edit) {
        if (edit.length > 0) {
            FileContent file = fileContent();
            applyToDisk(edit);
            diskContent = DocumentText.content(disk);
            fileHolds(file);
        }
    }

    /** Makes our own copies of {@code ranges} of the live text go, before others see them. */
    public void dropCopies(List<Hunk> ranges) throws IOException {
        byte[] edit = author(fork(liveState()), ranges);
        publish(new Entry.Edited(NONE, edit), NONE, edit);
    }

    /** Takes everything that the file lacks; it has to be advanced to, or put back. */
    public @Nullable Pending takePending() {
        return room.read(live -> {
            if (fromLive.isEmpty() && held == null) {
                return null;
            }
            taken = true;
            return new Pending(fromLive.take(), DocumentText.content(live));
        });
    }

    /** What was taken did not come into the file, which lacks it still. */
    public void putBack(Pending pending) {
        room.read(live -> {
            fromLive.putBack(pending.update());
            taken = false;
            return true;
        });
    }

    /** The live replica's news leave the file as it is: it holds them already, or there is none to be made. */
    public void merge(Pending pending) throws IOException {
        advanceDisk(pending);
        taken = false;
        persist(new Entry.Merged(pending.update()), false);
    }

    /** What the file holds once {@code update} has been written to it. */
    public Pending pendingOf(byte[] update) {
        YDoc after = fork(disk);
        if (update.length > 0) {
            after.applyUpdate(update);
        }
        return new Pending(update, DocumentText.content(after));
    }

    /** Logs that the file is about to be written. */
    public void intend(Entry.Intent intent) throws IOException {
        soundLog().append(intent);
    }

    /** The intended write came to nothing. */
    public void abandon() throws IOException {
        persist(new Entry.Abandoned(), false);
    }

    /**
     * The file holds the intended content now.
     *
     * @param retired the name of what came out, or empty
     * @param base what that was made on
     * @param cameOut what came out if it was not what the file was known to hold
     */
    public void advance(Pending written, String retired, FileContent base, @Nullable FileContent cameOut)
            throws IOException {
        byte[] late = cameOut == null ? NONE : authorLate(base, cameOut);
        advanceDisk(written);
        addToDisk(late);
        detached = false;
        taken = false;
        publish(new Entry.Advanced(retired, late, cameOut), late, NONE);
    }

    private void advanceDisk(Pending pending) {
        applyToDisk(pending.update());
        diskContent = pending.content();
        held = null;
    }

    /** Nobody looks at a retired file any more. */
    public void release(String retired) throws IOException {
        persist(new Entry.Released(retired), false);
    }

    /** The file is gone, and that is meant. */
    public void detach() throws IOException {
        if (!detached) {
            detached = true;
            held = null;
            persist(new Entry.Detached(), true);
        }
    }

    /** The document has a file again, or is to have one. */
    public void attach() throws IOException {
        if (detached) {
            detached = false;
            persist(new Entry.Attached(), true);
        }
    }

    /** The file's content is what the relay has. */
    public void markShared() throws IOException {
        if (!diskContent.equals(base) && log != null) {
            base = diskContent;
            persist(new Entry.Shared(), false);
        }
    }

    /** Logs that the relay is about to be sent an adoption. */
    public void beginAdoption(Entry.Adopting adopting) throws IOException {
        soundLog().append(adopting);
    }

    /** The log, for an entry whose effect is not in memory. */
    private DocumentLog soundLog() throws IOException {
        heal();
        DocumentLog open = log;
        if (open == null) {
            open = create();
            log = open;
        }
        return open;
    }

    /** The relay did not take the adoption that was begun. */
    public void voidAdoption() throws IOException {
        persist(new Entry.AdoptionVoid(), true);
    }

    /** The relay took the adoption that was begun. */
    public void adopt(Entry.Adopting adopting) throws IOException {
        byte[] both = Updates.merge(List.of(adopting.relay(), adopting.update()));
        publish(new Entry.Adopted(), NONE, both);
    }

    /** Gives our history up for a client's whole one, which nobody else has. */
    public void yieldTo(byte[] theirs, FileContent target) throws IOException {
        byte[] both = Updates.merge(List.of(theirs, Adoption.update(liveState(), theirs, target)));
        publish(new Entry.Edited(NONE, both), NONE, both);
    }

    /** Takes in a client's whole history, given up for ours: what it has that we lack is deleted. */
    public void takeIn(byte[] theirs, FileContent target) throws IOException {
        byte[] update = Adoption.update(theirs, liveState(), target);
        publish(new Entry.Edited(NONE, update), NONE, update);
    }

    /** The whole state of the live replica, as one update. */
    public byte[] liveState() {
        return room.read(YDoc::encodeStateAsUpdate);
    }

    /** How far the live replica has got, by clients. */
    public StateVector liveVector() {
        return room.read(YDoc::stateVector);
    }

    /**
     * Makes up for a write of the log that failed, and for a log that was taken away; to be called before anything else is done.
     */
    public void heal() throws IOException {
        DocumentLog open = log;
        if (open == null && !unpublished.isEmpty()) {
            log = create();
        } else if (open != null && !open.isSound()) {
            compact(open);
        }
        show();
    }

    /** Shortens the log if that pays; not while retired files are waited for or anything is under way. */
    public void compactIfLong() throws IOException {
        DocumentLog open = log;
        if (open != null && open.appended() > Math.max(COMPACT_BYTES, open.snapshotLength())) {
            compact(open);
        }
    }

    private void compact(DocumentLog open) throws IOException {
        state.restore();
        open.compact(snapshot());
    }

    private DocumentLog create() throws IOException {
        state.restore();
        return state.logs().create(snapshot());
    }

    @Override
    public void close() throws IOException {
        DocumentLog open = log;
        if (open != null) {
            open.close();
        }
    }

    private void publish(Entry entry, byte[] both, byte[] liveOnly) throws IOException {
        unpublished.add(new Unpublished(both, liveOnly));
        persist(entry, true);
        show();
    }

    /** Lets the live replica, and so everyone, see what is durable by now. */
    private void show() {
        for (Unpublished update : unpublished) {
            room.read(live -> {
                List<byte[]> parts = new ArrayList<>();
                if (update.both.length > 0) {
                    parts.add(update.both);
                }
                if (update.liveOnly.length > 0) {
                    parts.add(update.liveOnly);
                    fromLive.add(update.liveOnly);
                }
                return parts.isEmpty() ? null : room.apply(Updates.merge(parts), DISK);
            });
        }
        unpublished.clear();
    }

    /** Logs an entry whose effect is in memory already, so that a snapshot says the same. */
    private void persist(Entry entry, boolean durable) throws IOException {
        DocumentLog open = log;
        if (open == null) {
            log = create();
        } else if (!open.isSound()) {
            compact(open);
        } else if (durable) {
            open.append(entry);
        } else {
            open.note(entry);
        }
    }

    /** All that is known, as a new log would start with it. */
    public Entry.Snapshot snapshot() {
        List<byte[]> beyond = new ArrayList<>();
        room.read(live -> {
            if (taken || !fromLive.isEmpty()) {
                beyond.add(live.encodeDiff(disk.stateVector()));
            }
            return beyond;
        });
        for (Unpublished update : unpublished) {
            if (update.liveOnly.length > 0) {
                beyond.add(update.liveOnly);
            }
        }
        byte[] live = beyond.isEmpty() ? NONE : Updates.merge(beyond);
        return new Entry.Snapshot(
                docPath, disk.encodeStateAsUpdate(), live, base, held, detached, identity, past.get());
    }

    /** A replica of its own, with a client id of its own. */
    private static YDoc fork(YDoc doc) {
        return fork(doc.encodeStateAsUpdate());
    }

    private static YDoc fork(byte[] state) {
        YDoc fork = new YDoc();
        fork.applyUpdate(state);
        return fork;
    }

    private static byte[] author(YDoc doc, List<Hunk> hunks) {
        return author(doc, edited -> DocumentText.edit(edited, hunks));
    }

    /** Makes an edit and hands back its update. */
    private static byte[] author(YDoc doc, Consumer<YDoc> edit) {
        List<byte[]> made = new ArrayList<>();
        Consumer<byte[]> collect = made::add;
        try (Subscription updates = doc.observeUpdate((update, origin) -> collect.accept(update))) {
            doc.transact(() -> edit.accept(doc));
        }
        return made.isEmpty() ? NONE : Updates.merge(made);
    }
}
