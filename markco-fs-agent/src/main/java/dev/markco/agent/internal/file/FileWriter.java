package dev.markco.agent.internal.file;

import dev.markco.agent.internal.decision.Settling;
import dev.markco.agent.internal.decision.WriteWay;
import dev.markco.agent.internal.disk.FileContent;
import dev.markco.agent.internal.disk.FileReading;
import dev.markco.agent.internal.disk.FileReplacer;
import dev.markco.agent.internal.disk.FileStamp;
import dev.markco.agent.internal.disk.FileText;
import dev.markco.agent.internal.disk.ProjectFiles;
import dev.markco.agent.internal.disk.WriteOutcome;
import dev.markco.agent.internal.disk.WritePlan;
import dev.markco.agent.internal.disk.WriteRecovery;
import dev.markco.agent.internal.git.GitGuard;
import dev.markco.agent.internal.replica.Replicas;
import dev.markco.agent.internal.save.Generations;
import dev.markco.agent.internal.save.SaveBase;
import dev.markco.agent.internal.setup.DocumentSetup;
import dev.markco.agent.internal.state.Entry;
import dev.markco.agent.internal.state.StateDirectory;
import dev.markco.agent.internal.use.ArmedFile;
import dev.markco.sync.time.Time;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes a document's file under its log (R7), and looks at what came out of its place. Confined to the document's task.
 */
final class FileWriter {
    private static final Logger log = LoggerFactory.getLogger(FileWriter.class);

    private final String name;
    private final Time time;
    private final ProjectFiles files;
    private final FileReplacer replacer;
    private final StateDirectory state;
    private final Replicas replicas;
    private final OnDisk onDisk;
    private final RetiredFiles retired;
    private final ConflictCopies copies;
    private final FileTrash trash;
    private final GitGuard git;
    private final long keepRetired;
    private boolean inPlace;
    /** What a write of the file itself left half done; nothing is read or written until it is mended. */
    private @Nullable Half half;

    /** A write that stopped in the middle. */
    @SuppressWarnings("ArrayRecordComponent") // Never compared.
    private record Half(Entry.Intent intent, WritePlan plan, byte[] before, Replicas.Pending pending) {}

    FileWriter(
            String name,
            DocumentSetup setup,
            Replicas replicas,
            OnDisk onDisk,
            RetiredFiles retired,
            ConflictCopies copies,
            FileTrash trash,
            GitGuard git) {
        this.name = name;
        this.time = setup.time();
        this.files = setup.files();
        this.replacer = setup.replacer();
        this.state = setup.state();
        this.keepRetired = setup.keepRetired();
        this.replicas = replicas;
        this.onDisk = onDisk;
        this.retired = retired;
        this.copies = copies;
        this.trash = trash;
        this.git = git;
    }

    /** Ends what a crash left under way (the recovery of R7). Returns what the file holds now if it was written, else null. */
    @Nullable
    FileContent recover(Entry.Intent intent) throws IOException {
        WritePlan plan = intent.plan().in(files.root());
        if (!isInProject(plan)) {
            replicas.abandon();
            return null;
        }
        byte[] before = replicas.fileContent().encode();
        Replicas.Pending pending = replicas.pendingOf(intent.update());
        byte[] after = pending.content().encode();
        WriteRecovery.Finding finding = WriteRecovery.examine(plan, intent.creates() ? null : before, after);
        log.info("'{}': a write was under way when the agent ended; it shows as {}", name, finding.verdict());
        if (finding.verdict() == WriteRecovery.Verdict.TORN) {
            FileReading torn = files.readAt(plan.target());
            byte[] seen = torn instanceof FileReading.Text text ? text.content() : Files.readAllBytes(plan.target());
            replacer.finish(plan, seen, after);
        }
        if (finding.verdict() == WriteRecovery.Verdict.NOT_WRITTEN) {
            WriteRecovery.discardTemps(plan);
            replicas.abandon();
            return null;
        }
        Path out = finding.retired();
        written(intent, plan, pending, out == null ? null : Files.readAllBytes(out), out);
        return pending.content();
    }

    private boolean isInProject(WritePlan plan) throws IOException {
        boolean inside = files.contains(plan.target());
        for (Path temp : plan.temps()) {
            inside &= files.contains(temp);
        }
        return inside;
    }

    /**
     * Puts a content in the place of what was read.
     *
     * @param way how
     * @return whether it is there now
     */
    boolean put(Replicas.Pending pending, FileReading.@Nullable Text reading, WriteWay way) throws IOException {
        if (!state.isInPlace()) {
            throw new IOException("the project's directory is not there, or not what it was");
        }
        Path target = files.locate(name);
        files.makeParents(target);
        WritePlan plan = replacer.plan(target, reading == null ? null : reading.stamp());
        if (way == WriteWay.EXTEND && plan.mode() != WritePlan.Mode.CREATE) {
            plan = plan.by(WritePlan.Mode.EXTEND);
        } else if (inPlace && plan.mode() == WritePlan.Mode.SWAP) {
            plan = plan.by(WritePlan.Mode.IN_PLACE);
        }
        Entry.Intent intent = new Entry.Intent(
                pending.update(),
                plan.within(files.root()),
                reading == null,
                time.wall().millis());
        replicas.intend(intent);
        byte @Nullable [] expected = reading == null ? null : reading.content();
        WriteOutcome outcome = carryOut(intent, plan, expected, pending);
        if (outcome instanceof WriteOutcome.Written written) {
            written(intent, plan, pending, written.cameOut(), written.retired());
            return true;
        }
        log.debug("'{}' was not written: {}", name, outcome);
        onDisk.missed();
        inPlace |= outcome instanceof WriteOutcome.OwnerDiffers;
        replicas.abandon();
        return false;
    }

    /** Writes; when that fails, finds out what happened as a start after a crash would. */
    private WriteOutcome carryOut(
            Entry.Intent intent, WritePlan plan, byte @Nullable [] expected, Replicas.Pending pending)
            throws IOException {
        byte[] content = pending.content().encode();
        try {
            return replacer.write(plan, expected, content, onDisk.mode(), onDisk.lastLook());
        } catch (IOException e) {
            WriteRecovery.Finding finding = WriteRecovery.examine(plan, expected, content);
            if (finding.verdict() == WriteRecovery.Verdict.WRITTEN) {
                log.warn("'{}' is written, but not known to be durable: {}", name, e.getMessage());
                Path out = finding.retired();
                return new WriteOutcome.Written(out == null ? null : Files.readAllBytes(out), out);
            }
            onDisk.missed();
            if (finding.verdict() == WriteRecovery.Verdict.TORN) {
                half = new Half(intent, plan, expected == null ? new byte[0] : expected, pending);
                mend();
            }
            WriteRecovery.discardTemps(plan);
            replicas.abandon();
            throw e;
        }
    }

    /**
     * Mends what a write of the file itself left half done, as when the disk became full: a text without its end is nobody's
     * edit. What was there is put back, for which there is room; a file that others append to cannot be cut, and gets the rest.
     */
    void mend() throws IOException {
        Half torn = half;
        if (torn == null) {
            return;
        }
        WritePlan plan = torn.plan();
        byte[] after = torn.pending().content().encode();
        WriteRecovery.Finding finding = WriteRecovery.examine(plan, torn.before(), after);
        if (finding.verdict() == WriteRecovery.Verdict.TORN) {
            byte[] seen = Files.readAllBytes(plan.target());
            boolean forth = plan.mode() == WritePlan.Mode.EXTEND;
            replacer.finish(plan, seen, forth ? after : torn.before());
            if (forth) {
                written(torn.intent(), plan, torn.pending(), torn.before(), null);
            }
        }
        half = null;
    }

    /** Notes that the file was written, and looks at what came out of its place. */
    private void written(
            Entry.Intent intent,
            WritePlan plan,
            Replicas.Pending pending,
            byte @Nullable [] cameOut,
            @Nullable Path out)
            throws IOException {
        FileContent known = replicas.fileContent();
        FileContent came = read(cameOut, out, known);
        boolean news = !came.equals(known);
        FileContent base = known;
        FileStamp stamp = out == null ? null : FileStamp.of(out);
        if (news && stamp != null) {
            boolean batch = git.hasMade(stamp.modifiedMillis());
            OnDisk.Seen seen = onDisk.look(plan.target(), known, came, stamp, batch);
            SaveBase.Base found = SaveBase.decide(onDisk.generations(), known, known, seen.save());
            trash.keepIfDoubtful(found, onDisk.mode());
            trash.keepIfUnknownToGit(seen.save(), onDisk.mode());
            base = found.content();
            onDisk.took(seen, found);
        }
        Generations before = onDisk.generations();
        ArmedFile armed = onDisk.wrote(known, pending.content(), FileStamp.of(plan.target()), intent.creates());
        if (out != null && stamp != null) {
            ArmedFile watched = armed != null && armed.inode().number() == stamp.inode() ? armed : null;
            if (watched == null && armed != null) {
                armed.close();
            }
            retired.add(new RetiredFile(out, came, before, watched, time.millis(), keepRetired, intent.time()));
        } else if (armed != null) {
            armed.close();
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
        if (came == null && FileText.isZeros(cameOut)) {
            return known;
        }
        if (came == null) {
            try {
                copies.keep(name, cameOut, "what another program wrote is not UTF-8 text");
            } catch (IOException e) {
                if (out == null) {
                    throw e;
                }
                // The file that came out is kept until that succeeds.
                log.warn("'{}': what came out of its place cannot be kept beside it yet: {}", name, e.getMessage());
            }
            return known;
        }
        return came;
    }
}
