package dev.markco.agent.internal.file;

import dev.markco.agent.internal.decision.DocumentEvent;
import dev.markco.agent.internal.decision.Meeting;
import dev.markco.agent.internal.decision.Sight;
import dev.markco.agent.internal.decision.TakeOnce;
import dev.markco.agent.internal.decision.WriteWay;
import dev.markco.agent.internal.disk.ContentHash;
import dev.markco.agent.internal.disk.FileContent;
import dev.markco.agent.internal.disk.FileReading;
import dev.markco.agent.internal.disk.FileReplacer;
import dev.markco.agent.internal.disk.FileStamp;
import dev.markco.agent.internal.disk.NoPlaceException;
import dev.markco.agent.internal.disk.ProjectFiles;
import dev.markco.agent.internal.disk.Reasons;
import dev.markco.agent.internal.git.GitGuard;
import dev.markco.agent.internal.replica.Buried;
import dev.markco.agent.internal.replica.Remembered;
import dev.markco.agent.internal.replica.Replay;
import dev.markco.agent.internal.replica.Replicas;
import dev.markco.agent.internal.save.Generation;
import dev.markco.agent.internal.save.SaveBase;
import dev.markco.agent.internal.setup.DocumentSetup;
import dev.markco.agent.internal.setup.KnownFiles;
import dev.markco.agent.internal.state.Entry;
import dev.markco.agent.internal.use.Appending;
import dev.markco.agent.internal.use.FileUses;
import dev.markco.agent.internal.use.Writers;
import dev.markco.sync.time.Time;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The file of one document: observes it, and does to it what was decided. Confined to the document's task, except where said.
 */
public final class FileSide {
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
    private final FilePut put;
    private final FileTrash trash;
    private final KnownFiles owners;
    private final long keepRetired;
    private final long knownAt;
    private final @Nullable Remembered remembered;

    /** What was read last, until it is taken. */
    private FileReading reading = new FileReading.Absent();

    private volatile @Nullable FileStamp stamp;

    /**
     * Starts.
     *
     * @param onDisk what is known of the file from before
     * @param knownAt when something was last noted of the document, in nanoseconds of the file system's clock
     * @param remembered what is known though the document's log was taken away, else null
     */
    public FileSide(
            String name,
            DocumentSetup setup,
            Replicas replicas,
            OnDisk onDisk,
            long knownAt,
            @Nullable Remembered remembered) {
        this.name = name;
        this.time = setup.time();
        this.files = setup.files();
        this.replacer = setup.replacer();
        this.copies = new ConflictCopies(files, replacer, setup.host());
        this.keepRetired = setup.keepRetired();
        this.replicas = replicas;
        this.onDisk = onDisk;
        this.knownAt = knownAt;
        this.remembered = remembered;
        this.uses = setup.uses();
        this.owners = setup.known();
        this.git = new GitGuard(setup.git(), time);
        this.trash = new FileTrash(name, setup, replicas);
        this.retired = new RetiredFiles(name, setup, replicas, onDisk, copies, trash);
        this.writer = new FileWriter(name, setup, replicas, onDisk, retired, copies, trash, git);
        this.put = new FilePut(name, files, owners, replicas, onDisk, writer);
    }

    /** Puts what the document has into the file, which must have been looked at just before. */
    public DocumentEvent put(WriteWay way) throws IOException {
        return put.put(way);
    }

    /** Writes the file again as it was before it went away. */
    public DocumentEvent putBack() throws IOException {
        return put.putBack();
    }

    /** Keeps what the file held in the project's trash. */
    public void keepInTrash() throws IOException {
        trash.keep(onDisk.mode());
    }

    /** Moves the file to the project's trash, unless it holds something new; returns whether there is none any more. */
    public boolean moveToTrash() throws IOException {
        return trash.move();
    }

    /** The file's name relative to the project. */
    public String name() {
        return name;
    }

    /** The conflict copy that was made last, or null. Thread-safe. */
    public @Nullable String conflict() {
        return copies.last();
    }

    /** The stamp of the file when it was last looked at, null for no file. Thread-safe. */
    public @Nullable FileStamp stamp() {
        return stamp;
    }

    /** Whether there are files that were swapped out and are still looked at. Thread-safe. */
    public boolean hasRetired() {
        return !retired.isEmpty();
    }

    /** What the file held when it was last read or written, and what it held before that somebody may have in hand. */
    public List<FileContent> contents() {
        List<FileContent> contents = Generation.contents(onDisk.generations().older());
        contents.add(replicas.fileContent());
        return contents;
    }

    private Entry.Past past() {
        return new Entry.Past(onDisk.former(), retired.entries());
    }

    /** Keeps a content that has no place in the file beside it. */
    public void keepCopy(FileContent content, String why) throws IOException {
        copies.keep(name, content.encode(), why);
    }

    /**
     * Ends what a crash left under way (the recovery of R7 and R8).
     *
     * @param replay what the log knows, null where there is none
     * @return the hash of what the file holds if it was written then, else null
     */
    public @Nullable ContentHash recover(@Nullable Replay replay) throws IOException {
        if (replay == null) {
            replicas.past(this::past);
            return null;
        }
        for (Entry.Retired out : replay.retired().values()) {
            Path file = files.root().resolve(out.file().toString());
            if (files.contains(file)) {
                retired.add(new RetiredFile(
                        file,
                        out.held(),
                        OnDisk.recalled(replay, out.time()),
                        null,
                        time.millis(),
                        keepRetired,
                        out.time()));
            }
        }
        onDisk.recall(replay, replicas.fileContent());
        replicas.past(this::past);
        Entry.Intent intent = replay.intent();
        FileContent written = intent == null ? null : writer.recover(intent);
        return written == null ? null : ContentHash.of(written.encode());
    }

    /**
     * A document of this name had been deleted, and there is one again, perhaps another one, whose file is yet to be made: what the
     * deleted one's held may be in the hands of somebody who saves it under that name.
     */
    public void recall(Buried buried) {
        onDisk.recallDeleted(buried.replay(), buried.content());
    }

    /** Looks at the file. */
    public DocumentEvent.FileSeen look() throws IOException {
        writer.mend();
        FileReading there = files.read(name, onDisk::read);
        FileReading.Text text = there.asText();
        if (text != null && replicas.hasDiskHistory() && !replicas.isDetached()) {
            there = text;
        }
        if (there instanceof FileReading.Text read && owners.isAnothers(name, read.stamp(), files.path(name))) {
            return new DocumentEvent.FileSeen(new Sight.Anothers(), Long.MAX_VALUE);
        }
        reading = there;
        stamp = stamp(reading);
        return new DocumentEvent.FileSeen(sight(), age());
    }

    /**
     * How long ago the file, as it was last looked at, was changed by the clock that stamps files, in milliseconds; negative where
     * that clock was set back, {@link Long#MAX_VALUE} for no file.
     */
    public long age() {
        FileStamp seen = stamp;
        return seen == null ? Long.MAX_VALUE : time.wall().millis() - TimeUnit.NANOSECONDS.toMillis(seen.changed());
    }

    private Sight sight() throws IOException {
        if (reading instanceof FileReading.Refused left) {
            return new Sight.Alien(left.why());
        }
        if (!(reading instanceof FileReading.Text read)) {
            return new Sight.Nothing();
        }
        owners.note(name, read.stamp(), files.path(name));
        FileContent known = replicas.fileContent();
        FileContent seen = read.in(known.format());
        if (seen.equals(known)) {
            return new Sight.AsKnown(read.hash());
        }
        if (seen.equals(replicas.diskContent())) {
            return new Sight.AsMeant(read.hash());
        }
        onDisk.glance(known, seen, read.stamp());
        long modified = read.stamp().modifiedMillis();
        return new Sight.Other(
                known.encode(),
                read.content(),
                read.hash(),
                read.stamp().modified() <= knownAt,
                Math.max(0, time.wall().millis() - modified),
                writersSince(read),
                git.judge(modified),
                !replicas.hasDiskHistory() && !replicas.liveContent().text().isEmpty());
    }

    /** Who writes the file, or has written it since it was read: what was read may be a part of what they write. */
    private Writers writersSince(FileReading.Text read) throws IOException {
        Path file = files.locate(name);
        Writers writers = uses.writers(file);
        return read.stamp().equals(FileStamp.of(file)) ? writers : Writers.OPEN;
    }

    /** What was read last; only a text can be taken. */
    private FileReading.Text text() {
        if (reading instanceof FileReading.Text text) {
            return text;
        }
        throw new IllegalStateException("there is no text");
    }

    /** The file holds what was known. */
    public void heed() {
        onDisk.heed(text().stamp());
    }

    /** The file holds what it is to hold. */
    public void noteAsMeant() throws IOException {
        note(replicas.diskContent(), text().stamp());
    }

    /** The file holds nothing, and that is not to be taken. */
    public void noteEmpty() throws IOException {
        note(new FileContent("", replicas.fileContent().format()), stamp);
    }

    private void note(FileContent content, @Nullable FileStamp at) throws IOException {
        replicas.found(content);
        onDisk.found(content, at);
    }

    /** What was waited with for git is done. */
    public void leaveGit() {
        git.done();
    }

    /** Takes what was read as an edit. */
    public void take(TakeOnce.Occasion occasion, boolean batch) throws IOException {
        FileReading.Text read = text();
        FileContent seen = read.in(replicas.fileContent().format());
        Remembered before = remembered;
        if (before != null) {
            // Where something is logged by now, this counts no more.
            replicas.recall(before.common(read.hash(), seen), before.rest().identity());
        }
        FileContent known = replicas.fileContent();
        OnDisk.Seen save = onDisk.look(files.locate(name), known, seen, read.stamp(), batch);
        SaveBase.Base base = SaveBase.decide(onDisk.generations(), known, replicas.diskContent(), save.save());
        trash.keepIfDoubtful(base, onDisk.mode());
        trash.keepIfUnknownToGit(save.save(), onDisk.mode());
        if (!base.doubtful()
                && occasion == TakeOnce.Occasion.CATCH_UP
                && !save.save().isGits()
                && SaveBase.isMostTakenOut(known, seen)) {
            // Nobody knows what whoever saved it had read, nor when.
            log.info("'{}': most of it was taken out while no agent looked; what was there is kept in the trash", name);
            trash.keep(onDisk.mode());
        }
        try {
            replicas.takeFileEdit(base.content(), seen, occasion);
        } finally {
            onDisk.took(save, base);
        }
    }

    /** A file that we never saw meets a document that we got from elsewhere: there is no common base. */
    public Meeting meet() throws IOException {
        FileReading.Text read = text();
        Replicas.Pending pending = replicas.takePending();
        if (pending == null) {
            return Meeting.NONE;
        }
        FileContent seen = read.in(pending.content().format());
        // Other names may lead to this file.
        boolean link = Files.isSymbolicLink(files.path(name)) || read.stamp().links() > 1;
        Meeting meeting =
                Meeting.decide(pending.content().text().equals(seen.text()), read.content().length == 0, link);
        if (meeting != Meeting.SAME) {
            replicas.putBack(pending);
            if (meeting == Meeting.SET_ASIDE) {
                copies.setAside(name, read.content(), "the file and the document came from different places");
            }
            return meeting;
        }
        replicas.merge(pending);
        if (!pending.content().equals(seen)) {
            // The format differs, and that of the document stays.
            replicas.found(seen);
        }
        return meeting;
    }

    /** Looks who uses the file, which is to be written. */
    public DocumentEvent seeUse() throws IOException {
        if (git.isAtWork()) {
            return new DocumentEvent.UseSeen(true, Writers.UNKNOWN, false);
        }
        try {
            return use(files.locate(name));
        } catch (NoPlaceException | AccessDeniedException e) {
            return new DocumentEvent.PutRefused(Reasons.of(e));
        }
    }

    private DocumentEvent.UseSeen use(Path file) throws IOException {
        Writers writers = uses.writers(file);
        boolean extendable = writers == Writers.OPEN
                && isAppending(uses.appending(file))
                && replacer.canExtend(
                        replicas.fileContent().encode(), replicas.liveContent().encode());
        return new DocumentEvent.UseSeen(false, writers, extendable);
    }

    private static boolean isAppending(Appending appending) {
        return appending == Appending.ALL_APPEND || appending == Appending.SEEN_APPEND;
    }

    /** Looks at the files that were swapped out. */
    public DocumentEvent.RetiredSeen lookAtRetired() throws IOException {
        return new DocumentEvent.RetiredSeen(retired.look(time.millis()));
    }

    /** Takes a last look at all of them and lets them go: the document ends. */
    public void releaseAll() throws IOException {
        retired.releaseAll(time.millis());
    }

    /** Lets all go but those that somebody writes to: the next start looks at them. */
    public void releaseWhole() throws IOException {
        retired.releaseWhole(time.millis());
    }

    /** Nobody looks any more. */
    public void close() {
        retired.close();
    }

    private static @Nullable FileStamp stamp(FileReading reading) {
        if (reading instanceof FileReading.Text read) {
            return read.stamp();
        }
        return reading instanceof FileReading.Refused left ? left.stamp() : null;
    }
}
