package dev.markco.agent.internal.document;

import dev.markco.agent.internal.disk.ContentHash;
import dev.markco.agent.internal.disk.FileContent;
import dev.markco.agent.internal.disk.FileReading;
import dev.markco.agent.internal.disk.FileReplacer;
import dev.markco.agent.internal.disk.FileStamp;
import dev.markco.agent.internal.disk.NoPlaceException;
import dev.markco.agent.internal.disk.ProjectFiles;
import dev.markco.agent.internal.disk.Reasons;
import dev.markco.agent.internal.disk.TrashCan;
import dev.markco.agent.internal.git.GitBatch;
import dev.markco.agent.internal.git.GitGuard;
import dev.markco.agent.internal.state.Entry;
import dev.markco.agent.internal.use.FileUses;
import dev.markco.agent.internal.use.UseListener;
import dev.markco.agent.internal.use.Writers;
import dev.markco.sync.time.Time;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The file of one document: looked at, written, and looked after when it was swapped out. Each step says after how many
 * milliseconds it wants to be called again, {@link #NEVER} if it does not. Confined to the document's task.
 */
final class FileSide {
    static final long NEVER = Long.MAX_VALUE;
    /** An update that says nothing. */
    private static final byte[] NO_UPDATE = {0, 0};
    /** How long a file may be gone, as editors that save by delete and create let it, before that means something. */
    static final long GRACE = 1_000;
    /** How often it is looked whether a program still has the file open for writing. */
    private static final long OPEN_INTERVAL = 100;

    /** How long to wait before what the disk refused is tried again, in milliseconds; twice as long each time. */
    private static final long SHORTEST_BLOCK = 1_000;

    private static final long LONGEST_BLOCK = 60_000;

    private static final Logger log = LoggerFactory.getLogger(FileSide.class);

    private final String name;
    private final Time time;
    private final ProjectFiles files;
    private final FileReplacer replacer;
    private final ConflictCopies copies;
    private final Replicas replicas;
    private final OnDisk onDisk;
    private final RetiredFiles retired;
    private final FileWriter writer;
    private final GitGuard git;
    private final FileUses uses;
    private final TrashCan trash;
    private final KnownFiles owners;
    private final long keepRetired;
    private final long knownAt;

    private @Nullable Remembered remembered;
    private TakeOnce.Occasion occasion;
    private long unsettledSince = NEVER;
    private long absentSince = NEVER;
    private long openSince = NEVER;
    private boolean comesBack;
    private @Nullable ContentHash unsettledHash;
    private long unsettledChanged;
    private volatile boolean missing;
    private volatile boolean displaced;
    private volatile AgentDocument.Emptied emptied = AgentDocument.Emptied.NO;
    /** Somebody said that the file is meant to be empty. */
    private boolean emptyIsMeant;

    private volatile @Nullable ContentHash content;
    private volatile @Nullable FileStamp lastStamp;
    private volatile @Nullable String refused;
    /** Why the file cannot be written, though it may be read; null if it can, as far as is known. */
    private volatile @Nullable String unwritable;

    private volatile boolean tooLarge;
    private volatile long blockedUntil = NEVER;
    private long blockedFor;
    private volatile @Nullable String waiting;

    /**
     * Starts.
     *
     * @param onDisk what is known of the file from before
     * @param knownAt when something was last noted of the document, in nanoseconds of the file system's clock
     * @param occasion that of the first look
     * @param listener told when somebody writes to what the agent put there
     */
    FileSide(
            String name,
            DocumentSetup setup,
            Replicas replicas,
            OnDisk onDisk,
            long knownAt,
            TakeOnce.Occasion occasion,
            UseListener listener) {
        this.name = name;
        this.time = setup.time();
        this.files = setup.files();
        this.replacer = setup.replacer();
        this.copies = new ConflictCopies(files, replacer, setup.host());
        this.keepRetired = setup.keepRetired();
        this.replicas = replicas;
        this.onDisk = onDisk;
        this.knownAt = knownAt;
        this.uses = setup.uses();
        this.trash = setup.trash();
        this.owners = setup.known();
        this.git = new GitGuard(setup.git(), time);
        this.retired = new RetiredFiles(name, setup, replicas, onDisk, copies);
        this.writer = new FileWriter(name, setup, replicas, onDisk, retired, copies, git, listener);
        this.occasion = occasion;
        this.content = replicas.hasDiskHistory()
                ? ContentHash.of(replicas.fileContent().encode())
                : null;
    }

    /** The file's name relative to the project. */
    String name() {
        return name;
    }

    /** The hash of what the file held when it was last read or written; null when that is not known. */
    @Nullable
    ContentHash content() {
        return content;
    }

    /** Whether the file has been gone for longer than editors take to save, and nobody has decided what that means. */
    boolean isMissing() {
        return missing;
    }

    /** Why the file is left alone, or null. */
    @Nullable
    String refused() {
        String unread = refused;
        return unread == null ? unwritable : unread;
    }

    /** Whether the file may be written, as far as is known, or that is to be tried again. */
    boolean isWritable() {
        return refused == null && (unwritable == null || time.millis() >= blockedUntil);
    }

    /** When it is to be tried again to write the file; {@link #NEVER} when nothing is in the way, or it will be told. */
    long blockedUntil() {
        long until = blockedUntil;
        return unwritable == null || time.millis() >= until ? NEVER : until;
    }

    /** What is waited for before the file is read or written, or null. */
    @Nullable
    String waiting() {
        return waiting;
    }

    /** The conflict copy that was made last, or null. */
    @Nullable
    String conflict() {
        return copies.last();
    }

    /** The stamp of the file when it was last looked at, null for no file. */
    @Nullable
    FileStamp stamp() {
        return lastStamp;
    }

    boolean hasRetired() {
        return !retired.isEmpty();
    }

    /** The document's log was taken away: so much is known all the same. */
    void remember(Remembered known) {
        remembered = known;
        content = known.rest().content();
    }

    /** Keeps a content that has no place in the file beside it. */
    void keepCopy(FileContent content, String why) throws IOException {
        copies.keep(name, content.encode(), why);
    }

    /** Ends what a crash left under way (the recovery of R7 and R8). */
    void recover(Replay replay) throws IOException {
        for (Map.Entry<Path, Replay.Retired> one : replay.retired().entrySet()) {
            Path file = files.root().resolve(one.getKey());
            Replay.Retired out = one.getValue();
            if (files.contains(file)) {
                retired.add(new RetiredFile(
                        file, out.held(), OnDisk.recalled(replay, out.time()), null, time.millis(), keepRetired));
            }
        }
        onDisk.recall(replay, replicas.fileContent());
        Entry.Intent intent = replay.intent();
        FileContent written = intent == null ? null : writer.recover(intent);
        if (written != null) {
            content = ContentHash.of(written.encode());
        }
    }

    /** Looks at the file and takes what changed. */
    long look() throws IOException {
        writer.mend();
        if (!replicas.hasPending()) {
            unblock();
        }
        FileReading reading = files.read(name, onDisk::read);
        if (isAnothers(reading)) {
            return OPEN_INTERVAL;
        }
        lastStamp = stamp(reading);
        if (reading instanceof FileReading.Refused left) {
            refuse(left.why());
            return NEVER;
        }
        refused = null;
        if (!(reading instanceof FileReading.Text read)) {
            return lookAtNothing();
        }
        owners.note(name, read.stamp(), files.path(name));
        expectAgain();
        comesBack = false;
        replicas.attach();
        FileContent known = replicas.fileContent();
        FileContent seen = read.in(known.format());
        emptied = emptied(known, read);
        if (emptied != AgentDocument.Emptied.NO) {
            unsettledSince = NEVER;
            return NEVER;
        }
        content = read.hash();
        if (seen.equals(known)) {
            onDisk.heed(read.stamp());
            settled();
            return NEVER;
        }
        if (seen.equals(replicas.diskContent())) {
            replicas.found(seen);
            onDisk.found(seen, read.stamp());
            settled();
            return NEVER;
        }
        Writers writers = writersSince(read);
        long wait = settling(read, known.encode(), writers);
        if (wait > 0) {
            waiting = writers == Writers.OPEN ? "a program has its file open for writing" : null;
            return writers == Writers.OPEN ? Math.min(wait, OPEN_INTERVAL) : wait;
        }
        GitBatch.Verdict verdict = git.judge(read.stamp().modifiedMillis());
        if (verdict == GitBatch.Verdict.WAIT) {
            return GitGuard.INTERVAL;
        }
        if (!replicas.hasDiskHistory() && !replicas.liveContent().text().isEmpty()) {
            unsettledSince = NEVER;
            return meet(read);
        }
        take(read, seen, verdict == GitBatch.Verdict.BATCH);
        settled();
        return NEVER;
    }

    /** Whether there is the file of another document here, which may be about to follow it: nothing is read or written then. */
    private boolean isAnothers(FileReading reading) throws IOException {
        displaced = reading instanceof FileReading.Text read && owners.isAnothers(name, read.stamp(), files.path(name));
        return displaced;
    }

    /** As of the last look. */
    boolean isDisplaced() {
        return displaced;
    }

    /** Who writes the file, or has written it since it was read: what was read may be a part of what they write. */
    private Writers writersSince(FileReading.Text read) throws IOException {
        Path file = files.locate(name);
        Writers writers = uses.writers(file);
        return read.stamp().equals(FileStamp.of(file)) ? writers : Writers.OPEN;
    }

    /** An empty file that held text is an edit if it was seen to be emptied, or somebody said that it is meant (R35). */
    private AgentDocument.Emptied emptied(FileContent known, FileReading.Text read) {
        boolean unseen = occasion == TakeOnce.Occasion.CATCH_UP
                && read.content().length == 0
                && !known.text().isEmpty()
                && !emptyIsMeant;
        if (!unseen) {
            return AgentDocument.Emptied.NO;
        }
        return read.stamp().modified() <= knownAt ? AgentDocument.Emptied.STRANGELY : AgentDocument.Emptied.YES;
    }

    /** Whether the file was found empty though nobody was seen to empty it, and nobody has decided what that means. */
    AgentDocument.Emptied emptied() {
        return emptied;
    }

    /** The file is meant to be empty. */
    void takeEmptied() {
        emptyIsMeant = true;
        emptied = AgentDocument.Emptied.NO;
    }

    private void take(FileReading.Text read, FileContent seen, boolean batch) throws IOException {
        Remembered before = remembered;
        if (before != null) {
            replicas.recall(before.common(read.hash(), seen), before.rest().identity());
            remembered = null;
        }
        FileContent known = replicas.fileContent();
        OnDisk.Seen save = onDisk.look(files.locate(name), known, seen, read.stamp(), batch);
        SaveBase.Base base = SaveBase.decide(onDisk.generations(), known, replicas.diskContent(), save.save());
        if (base.stale()) {
            log.info("'{}': what was saved was made on an older content; what came since stays", name);
        }
        if (base.doubtful()) {
            log.info("'{}': a save took out what came just before; what was there is kept in the trash", name);
            trash.keep(name, known.encode(), onDisk.mode());
        }
        try {
            replicas.takeFileEdit(base.content(), seen, batch ? TakeOnce.Occasion.CATCH_UP : occasion);
        } finally {
            onDisk.took(save, base);
        }
    }

    private void settled() {
        git.done();
        waiting = null;
        unsettledSince = NEVER;
        unsettledHash = null;
        occasion = TakeOnce.Occasion.ORDINARY;
    }

    private long settling(FileReading.Text read, byte[] known, Writers writers) {
        long now = time.millis();
        if (unsettledSince == NEVER) {
            unsettledSince = now;
        }
        if (unsettledHash == null || !read.hash().equals(unsettledHash)) {
            unsettledHash = read.hash();
            // What changed long before we looked has been quiet since.
            long age = time.wall().millis() - read.stamp().modifiedMillis();
            unsettledChanged = now - Math.max(0, Math.min(age, Settling.LONGEST));
        }
        return Settling.delay(known, read.content(), writers, now - unsettledChanged, now - unsettledSince);
    }

    /** A file that we never saw meets a document that we got from elsewhere: there is no common base. */
    private long meet(FileReading.Text read) throws IOException {
        Replicas.Pending pending = replicas.takePending();
        if (pending == null) {
            return NEVER;
        }
        FileContent seen = read.in(pending.content().format());
        if (pending.content().text().equals(seen.text())) {
            replicas.merge(pending);
            if (!pending.content().equals(seen)) {
                // The format differs, and that of the document stays.
                replicas.found(seen);
            }
            settled();
            return NEVER;
        }
        replicas.putBack(pending);
        if (read.content().length == 0) {
            return NEVER;
        }
        String why = "the file and the document came from different places";
        if (Files.isSymbolicLink(files.path(name)) || read.stamp().links() > 1) {
            // Other names lead to this file, which must not be taken away from them.
            refuse(why + ", and the file is a link");
            return NEVER;
        }
        copies.setAside(name, read.content(), why);
        return 1;
    }

    private long lookAtNothing() throws IOException {
        unsettledSince = NEVER;
        if (!replicas.hasDiskHistory() || replicas.isDetached() || comesBack) {
            return NEVER;
        }
        long now = time.millis();
        if (absentSince == NEVER) {
            absentSince = now;
        }
        if (now - absentSince < GRACE) {
            return GRACE - (now - absentSince);
        }
        missing = true;
        return NEVER;
    }

    /** What the absence of the file means is decided: it may be written. */
    void expectAgain() {
        absentSince = NEVER;
        missing = false;
    }

    /** The file is not there because it was deleted, and is to be written all the same. */
    void comeBack() {
        expectAgain();
        comesBack = true;
    }

    /** The file has been gone for long enough already, unless a look finds it there. */
    void assumeMissing() {
        absentSince = time.millis() - GRACE;
        missing = true;
    }

    /** Writes the file again as it was before it went away, or was found empty. */
    void bringBack() throws IOException {
        if (emptied != AgentDocument.Emptied.NO) {
            FileContent nothing = new FileContent("", replicas.fileContent().format());
            replicas.found(nothing);
            onDisk.found(nothing, lastStamp);
            emptied = AgentDocument.Emptied.NO;
            occasion = TakeOnce.Occasion.ORDINARY;
            return;
        }
        expectAgain();
        if (!replicas.isKnown()) {
            // Its log was taken away, and what it was is nowhere here: it comes from the relay.
            return;
        }
        replicas.attach();
        put(new Replicas.Pending(NO_UPDATE, replicas.diskContent()), WriteWay.REPLACE);
    }

    /** Keeps what the file held in the local trash: its deletion is meant. */
    void keepInTrash() throws IOException {
        trash.keep(name, replicas.fileContent().encode(), onDisk.mode());
    }

    /**
     * Moves the file into the local trash, unless it holds something that the disk replica does not know.
     *
     * @return whether there is no file any more
     */
    boolean bury() throws IOException {
        FileReading reading = files.read(name);
        if (reading instanceof FileReading.Absent) {
            return true;
        }
        FileContent known = replicas.fileContent();
        if (!(reading instanceof FileReading.Text read)
                || !read.in(known.format()).equals(known)) {
            return false;
        }
        Path file = files.path(name);
        Path place = trash.put(file, name);
        FileReading moved = files.readAt(place);
        if (moved instanceof FileReading.Text text && !text.hash().equals(read.hash())) {
            log.info("'{}' was written to while it was moved to the trash; it comes back", name);
            replacer.setAside(place, file);
            return false;
        }
        log.info("'{}' was deleted elsewhere; it is in {} now", name, place);
        return true;
    }

    /**
     * Puts what the live replica has into the file; the file must have been looked at just before.
     *
     * @return whether it has to be looked at again, since something came between or the content is not what was written
     */
    boolean write() throws IOException {
        if (refused != null
                || displaced
                || emptied != AgentDocument.Emptied.NO
                || unsettledSince != NEVER
                || absentSince != NEVER
                || !replicas.hasPending()) {
            return false;
        }
        if (unwritable != null && !tooLarge && time.millis() < blockedUntil) {
            return false;
        }
        if (git.isAtWork()) {
            return false;
        }
        git.done();
        try {
            WriteWay way = way();
            return way != WriteWay.WAIT && writePending(way);
        } catch (NoPlaceException | AccessDeniedException e) {
            block(Reasons.of(e), Math.min(LONGEST_BLOCK, Math.max(SHORTEST_BLOCK, 2 * blockedFor)));
            return false;
        }
    }

    private boolean writePending(WriteWay way) throws IOException {
        Replicas.Pending pending = replicas.takePending();
        if (pending == null) {
            return false;
        }
        boolean done = false;
        try {
            done = put(pending, way);
        } finally {
            if (!done) {
                replicas.putBack(pending);
            }
        }
        return !done || !pending.content().isStable();
    }

    /** How the file may be written now. */
    private WriteWay way() throws IOException {
        Path file = files.locate(name);
        Writers writers = uses.writers(file);
        long now = time.millis();
        if (writers != Writers.OPEN) {
            openSince = NEVER;
        } else if (openSince == NEVER) {
            openSince = now;
        }
        WriteWay way = WriteWay.decide(
                writers,
                () -> uses.appending(file),
                () -> replacer.canExtend(
                        replicas.fileContent().encode(), replicas.liveContent().encode()),
                openSince == NEVER ? 0 : now - openSince);
        waiting = way == WriteWay.WAIT ? "a program has its file open for writing" : null;
        return way;
    }

    /** The file cannot be written for now; its document goes on without it. */
    private void block(String why, long millis) {
        if (!why.equals(unwritable)) {
            log.warn("'{}' is not written: {}. Its document goes on without it until it can be", name, why);
        }
        blockedFor = millis;
        blockedUntil = millis == NEVER ? NEVER : time.millis() + millis;
        tooLarge = millis == NEVER;
        unwritable = why;
    }

    private void unblock() {
        if (unwritable != null) {
            log.info("'{}' is written again", name);
            unwritable = null;
            tooLarge = false;
            blockedFor = 0;
            blockedUntil = NEVER;
        }
    }

    private boolean put(Replicas.Pending pending, WriteWay way) throws IOException {
        FileReading reading = files.read(name, onDisk::read);
        if (reading instanceof FileReading.Refused left) {
            refuse(left.why());
            return false;
        }
        if (isAnothers(reading)) {
            return false;
        }
        FileReading.Text text = reading instanceof FileReading.Text read ? read : null;
        FileContent known = replicas.fileContent();
        if (text != null && !text.in(known.format()).equals(known)) {
            return false;
        }
        byte[] wanted = pending.content().encode();
        if (wanted.length > files.maxSize()) {
            // It could not be read again. As soon as the document is smaller it is written.
            block("it would be larger than " + files.maxSize() + " bytes", NEVER);
            return false;
        }
        boolean nothingToMake = text == null
                ? replicas.isDetached() && Arrays.equals(wanted, known.encode())
                : pending.content().equals(known) || Arrays.equals(wanted, text.content());
        if (nothingToMake) {
            unblock();
            replicas.merge(pending);
            return true;
        }
        boolean written = writer.put(pending, text, way);
        if (written) {
            unblock();
            content = ContentHash.of(wanted);
            owners.note(name, FileStamp.of(files.path(name)), files.path(name));
        }
        return written;
    }

    /** Looks at the files that were swapped out. */
    long lookAtRetired() throws IOException {
        return retired.look(time.millis());
    }

    /** Takes a last look at all of them and lets them go: the document ends. */
    void releaseAll() throws IOException {
        retired.releaseAll(time.millis());
    }

    /** Lets all go but those that somebody writes to: the next start looks at them. */
    void releaseWhole() throws IOException {
        retired.releaseWhole(time.millis());
    }

    /** Nobody looks any more. */
    void close() {
        retired.close();
    }

    private void refuse(String why) {
        if (!why.equals(refused)) {
            log.warn("'{}' is left alone: {}", name, why);
        }
        refused = why;
        unsettledSince = NEVER;
    }

    private static @Nullable FileStamp stamp(FileReading reading) {
        if (reading instanceof FileReading.Text read) {
            return read.stamp();
        }
        return reading instanceof FileReading.Refused left ? left.stamp() : null;
    }
}
