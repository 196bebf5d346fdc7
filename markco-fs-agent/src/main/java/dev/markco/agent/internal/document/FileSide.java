package dev.markco.agent.internal.document;

import dev.markco.agent.internal.disk.ContentHash;
import dev.markco.agent.internal.disk.FileContent;
import dev.markco.agent.internal.disk.FileReading;
import dev.markco.agent.internal.disk.FileReplacer;
import dev.markco.agent.internal.disk.FileStamp;
import dev.markco.agent.internal.disk.ProjectFiles;
import dev.markco.agent.internal.disk.TrashCan;
import dev.markco.agent.internal.disk.WriteOutcome;
import dev.markco.agent.internal.disk.WritePlan;
import dev.markco.agent.internal.disk.WriteRecovery;
import dev.markco.agent.internal.git.GitBatch;
import dev.markco.agent.internal.git.GitGuard;
import dev.markco.agent.internal.state.Entry;
import dev.markco.agent.internal.state.StateDirectory;
import dev.markco.sync.time.Time;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
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
    /** How often a swapped-out file is looked at. */
    private static final long RETIRED_INTERVAL = 250;

    private static final Logger log = LoggerFactory.getLogger(FileSide.class);

    private final String name;
    private final Time time;
    private final ProjectFiles files;
    private final FileReplacer replacer;
    private final ConflictCopies copies;
    private final Replicas replicas;
    private final long keepRetired;
    private final List<RetiredFile> retired = new ArrayList<>();
    private final OlderContents older = new OlderContents();
    private final GitGuard git;

    private final TrashCan trash;
    private final StateDirectory state;
    private TakeOnce.Occasion occasion;
    private boolean inPlace;
    private long unsettledSince = NEVER;
    private long absentSince = NEVER;
    private boolean comesBack;
    private @Nullable ContentHash unsettledHash;
    private long unsettledChanged;
    private volatile boolean missing;
    private volatile @Nullable ContentHash content;
    private volatile @Nullable FileStamp lastStamp;
    private volatile @Nullable String refused;
    private volatile @Nullable String conflict;

    /** Starts; {@code occasion} is that of the first look. */
    FileSide(String name, DocumentSetup setup, Replicas replicas, TakeOnce.Occasion occasion) {
        this.name = name;
        this.time = setup.time();
        this.files = setup.files();
        this.replacer = setup.replacer();
        this.copies = new ConflictCopies(files, replacer, setup.host());
        this.keepRetired = setup.keepRetired();
        this.replicas = replicas;
        this.trash = setup.trash();
        this.state = setup.state();
        this.git = new GitGuard(setup.git(), time);
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
        return refused;
    }

    /** The conflict copy that was made last, or null. */
    @Nullable
    String conflict() {
        return conflict;
    }

    /** The stamp of the file when it was last looked at, null for no file. */
    @Nullable
    FileStamp stamp() {
        return lastStamp;
    }

    boolean hasRetired() {
        return !retired.isEmpty();
    }

    /** Keeps a content that has no place in the file beside it. */
    void keepCopy(FileContent content, String why) throws IOException {
        conflict = copies.keep(name, content.encode(), why);
    }

    /** Ends what a crash left under way (the recovery of R7 and R8). */
    void recover(Replay replay) throws IOException {
        replay.retired()
                .forEach((file, out) -> retired.add(new RetiredFile(
                        files.root().resolve(file), out.held(), atWallClock(out.time()), time.millis(), keepRetired)));
        replay.replaced().forEach(replaced -> older.replaced(replaced.content(), atWallClock(replaced.time())));
        Entry.Intent intent = replay.intent();
        if (intent == null) {
            return;
        }
        WritePlan plan = intent.plan().in(files.root());
        byte[] before = replicas.fileContent().encode();
        Replicas.Pending pending = replicas.pendingOf(intent.update());
        byte[] after = pending.content().encode();
        WriteRecovery.Finding finding = WriteRecovery.examine(plan, intent.creates() ? null : before, after);
        log.info("'{}': a write was under way when the agent ended; it shows as {}", name, finding.verdict());
        if (finding.verdict() == WriteRecovery.Verdict.TORN) {
            FileReading torn = files.readAt(plan.target());
            byte[] seen = torn instanceof FileReading.Text text ? text.content() : Files.readAllBytes(plan.target());
            replacer.write(plan, seen, after);
        }
        if (finding.verdict() == WriteRecovery.Verdict.NOT_WRITTEN) {
            WriteRecovery.discardTemps(plan);
            replicas.abandon();
            return;
        }
        Path out = finding.retired();
        written(intent, pending, out == null ? null : Files.readAllBytes(out), out);
    }

    /** Looks at the file and takes what changed. */
    long look() throws IOException {
        FileReading reading = files.read(name);
        lastStamp = stamp(reading);
        if (reading instanceof FileReading.Refused left) {
            refuse(left.why());
            return NEVER;
        }
        refused = null;
        if (!(reading instanceof FileReading.Text read)) {
            return lookAtNothing();
        }
        expectAgain();
        comesBack = false;
        replicas.attach();
        content = read.hash();
        FileContent known = replicas.fileContent();
        FileContent seen = read.in(known.format());
        if (seen.equals(known)) {
            settled();
            return NEVER;
        }
        if (seen.equals(replicas.diskContent())) {
            replicas.found(seen);
            settled();
            return NEVER;
        }
        long wait = settling(read, known.encode());
        if (wait > 0) {
            return wait;
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

    private void take(FileReading.Text read, FileContent seen, boolean batch) throws IOException {
        FileContent known = replicas.fileContent();
        FileContent base = batch ? known : baseOf(save(read.hash(), seen, unsettledSince, read.stamp()), known);
        if (!base.equals(known)) {
            older.replaced(known, time.millis());
        }
        replicas.takeFileEdit(base, seen, batch ? TakeOnce.Occasion.CATCH_UP : occasion);
    }

    /** What a content was made on that is not {@code known}, which the file held (R9). */
    private FileContent baseOf(OlderContents.Save save, FileContent known) {
        return told(older.baseOf(save, known, replicas.diskContent()), known);
    }

    private FileContent told(FileContent base, FileContent known) {
        if (!base.equals(known)) {
            log.info("'{}': what was saved was made on an older content; what came since stays", name);
        }
        return base;
    }

    private OlderContents.Save save(ContentHash hash, FileContent content, long since, @Nullable FileStamp stamp) {
        long modified = stamp == null ? since : atWallClock(stamp.modifiedMillis());
        return new OlderContents.Save(hash, content, since, modified);
    }

    private void settled() {
        older.forget(time.millis());
        git.done();
        unsettledSince = NEVER;
        unsettledHash = null;
        occasion = TakeOnce.Occasion.ORDINARY;
    }

    private long settling(FileReading.Text read, byte[] known) {
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
        return Settling.delay(known, read.content(), now - unsettledChanged, now - unsettledSince);
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
        conflict = copies.setAside(name, read.content(), why);
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

    /** Writes the file again as it was before it went away. */
    void bringBack() throws IOException {
        expectAgain();
        replicas.attach();
        put(new Replicas.Pending(NO_UPDATE, replicas.diskContent()));
    }

    /** Keeps what the file held in the local trash: its deletion is meant. */
    void keepInTrash() throws IOException {
        trash.keep(name, replicas.fileContent().encode());
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

    /** Puts what the live replica has into the file; the file must have been looked at just before. */
    long write() throws IOException {
        if (refused != null || unsettledSince != NEVER || absentSince != NEVER || !replicas.hasPending()) {
            return NEVER;
        }
        if (git.isAtWork()) {
            return NEVER;
        }
        git.done();
        Replicas.Pending pending = replicas.takePending();
        if (pending == null) {
            return NEVER;
        }
        boolean done = false;
        try {
            done = put(pending);
        } finally {
            if (!done) {
                replicas.putBack(pending);
            }
        }
        return done && pending.content().isStable() ? NEVER : 1;
    }

    private boolean put(Replicas.Pending pending) throws IOException {
        FileReading reading = files.read(name);
        byte @Nullable [] expected = reading instanceof FileReading.Text read ? read.content() : null;
        if (reading instanceof FileReading.Refused left) {
            refuse(left.why());
            return false;
        }
        FileContent known = replicas.fileContent();
        if (reading instanceof FileReading.Text read && !read.in(known.format()).equals(known)) {
            return false;
        }
        byte[] content = pending.content().encode();
        boolean nothingToMake = expected == null
                ? replicas.isDetached() && Arrays.equals(content, known.encode())
                : pending.content().equals(known) || Arrays.equals(content, expected);
        if (nothingToMake) {
            replicas.merge(pending);
            return true;
        }
        if (!state.isInPlace()) {
            throw new IOException("the project's directory is not there, or not what it was");
        }
        Path target = files.locate(name);
        files.makeParents(target);
        WritePlan plan = replacer.plan(target, expected == null ? null : stamp(reading));
        if (inPlace && plan.mode() == WritePlan.Mode.SWAP) {
            plan = new WritePlan(target, WritePlan.Mode.IN_PLACE, plan.temp());
        }
        Entry.Intent intent = new Entry.Intent(
                pending.update(),
                plan.within(files.root()),
                expected == null,
                time.wall().millis());
        replicas.intend(intent);
        WriteOutcome outcome = carryOut(plan, expected, content);
        if (outcome instanceof WriteOutcome.Written written) {
            written(intent, pending, written.cameOut(), written.retired());
            return true;
        }
        log.debug("'{}' was not written: {}", name, outcome);
        inPlace |= outcome instanceof WriteOutcome.OwnerDiffers;
        replicas.abandon();
        return false;
    }

    /** Writes; when that fails, finds out what happened as a start after a crash would. */
    private WriteOutcome carryOut(WritePlan plan, byte @Nullable [] expected, byte[] content) throws IOException {
        try {
            return replacer.write(plan, expected, content);
        } catch (IOException e) {
            WriteRecovery.Finding finding = WriteRecovery.examine(plan, expected, content);
            if (finding.verdict() == WriteRecovery.Verdict.WRITTEN) {
                log.warn("'{}' is written, but not known to be durable: {}", name, e.getMessage());
                Path out = finding.retired();
                return new WriteOutcome.Written(out == null ? null : Files.readAllBytes(out), out);
            }
            WriteRecovery.discardTemps(plan);
            replicas.abandon();
            throw e;
        }
    }

    /** Notes that the file was written, and looks at what came out of its place. */
    private void written(Entry.Intent intent, Replicas.Pending pending, byte @Nullable [] cameOut, @Nullable Path out)
            throws IOException {
        FileContent known = replicas.fileContent();
        FileContent came = read(cameOut, out, known);
        boolean news = !came.equals(known);
        FileContent base = known;
        if (news) {
            FileStamp stamp = out == null ? null : FileStamp.of(out);
            boolean batch = stamp != null && git.judge(stamp.modifiedMillis()) != GitBatch.Verdict.ORDINARY;
            base = batch ? known : baseOf(save(ContentHash.of(came.encode()), came, time.millis(), stamp), known);
        }
        long swappedOut = atWallClock(intent.time());
        if (!intent.creates()) {
            older.replaced(known, swappedOut);
        }
        if (news) {
            older.replaced(came, time.millis());
        }
        content = ContentHash.of(pending.content().encode());
        if (out != null) {
            retired.add(new RetiredFile(out, came, swappedOut, time.millis(), keepRetired));
        }
        replicas.advance(pending, out == null ? "" : String.valueOf(out.getFileName()), base, news ? came : null);
    }

    private FileContent read(byte @Nullable [] cameOut, @Nullable Path out, FileContent known) throws IOException {
        if (cameOut == null) {
            return known;
        }
        if (out != null && Settling.isCutOff(known.encode(), cameOut)) {
            // A program is writing it anew: what came out is looked at until that is done.
            return known;
        }
        FileContent came = FileContent.decode(cameOut, known.format());
        if (came == null) {
            conflict = copies.keep(name, cameOut, "what another program wrote is not UTF-8 text");
            return known;
        }
        return came;
    }

    /** Looks at the files that were swapped out. */
    long lookAtRetired() throws IOException {
        long now = time.millis();
        for (Iterator<RetiredFile> all = retired.iterator(); all.hasNext(); ) {
            RetiredFile file = all.next();
            FileReading reading = files.readAt(file.file());
            switch (file.look(reading, now)) {
                case WAIT -> log.trace("{} is kept", file.file());
                case TAKE -> takeLate(file, reading, now);
                case RELEASE -> {
                    release(file, reading);
                    all.remove();
                    forgetOlder(now);
                }
            }
        }
        return retired.isEmpty() ? NEVER : Math.min(RETIRED_INTERVAL, keepRetired);
    }

    /** As long as the file was not looked at since the start, or is unsettled, its change may be an old one. */
    private void forgetOlder(long now) {
        if (occasion == TakeOnce.Occasion.ORDINARY && unsettledSince == NEVER) {
            older.forget(now);
        }
    }

    /** Takes a last look at all of them and lets them go: the document ends. */
    void releaseAll() throws IOException {
        releaseWhole();
        long now = time.millis();
        for (RetiredFile file : retired) {
            FileReading reading = files.readAt(file.file());
            if (reading instanceof FileReading.Text read && read.content().length > 0) {
                takeLate(file, reading, now);
            }
            release(file, reading);
        }
        retired.clear();
    }

    /** Lets all go but those that a program has just cut off and will write to: the next start looks at them. */
    void releaseWhole() throws IOException {
        long now = time.millis();
        for (Iterator<RetiredFile> all = retired.iterator(); all.hasNext(); ) {
            RetiredFile file = all.next();
            FileReading reading = files.readAt(file.file());
            if (!(reading instanceof FileReading.Text read)
                    || !Settling.isCutOff(file.held().encode(), read.content())) {
                takeLate(file, reading, now);
                release(file, reading);
                all.remove();
            }
        }
    }

    private void takeLate(RetiredFile file, FileReading reading, long now) throws IOException {
        if (reading instanceof FileReading.Text read
                && !read.in(file.held().format()).equals(file.held())) {
            log.info("'{}': someone wrote to the file that we had replaced; that is an edit, too", name);
            FileContent seen = read.in(file.held().format());
            OlderContents.Save save = save(read.hash(), seen, now, read.stamp());
            FileContent base = told(older.baseOfLate(save, file.held(), file.swappedOut()), file.held());
            replicas.takeLate(file.name(), base, seen);
            file.taken(seen, now);
        }
    }

    private void release(RetiredFile file, FileReading reading) throws IOException {
        if (reading instanceof FileReading.Refused left && left.stamp().regular()) {
            conflict = copies.keep(
                    name,
                    Files.readAllBytes(file.file()),
                    "what another program wrote late cannot be read: " + left.why());
        }
        Files.deleteIfExists(file.file());
        replicas.release(file.name());
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

    /** When that was, as {@link Time#millis} tells it; never in the future. */
    private long atWallClock(long millis) {
        return time.millis() - Math.max(0, time.wall().millis() - millis);
    }
}
