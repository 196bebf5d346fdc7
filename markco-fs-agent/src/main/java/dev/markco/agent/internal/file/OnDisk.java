package dev.markco.agent.internal.file;

import dev.markco.agent.internal.disk.FileContent;
import dev.markco.agent.internal.disk.FileReplacer;
import dev.markco.agent.internal.disk.FileStamp;
import dev.markco.agent.internal.disk.Posix;
import dev.markco.agent.internal.replica.Replay;
import dev.markco.agent.internal.save.Generation;
import dev.markco.agent.internal.save.Generations;
import dev.markco.agent.internal.save.Save;
import dev.markco.agent.internal.save.SaveBase;
import dev.markco.agent.internal.state.Entry;
import dev.markco.agent.internal.use.ArmedFile;
import dev.markco.agent.internal.use.FileUses;
import dev.markco.agent.internal.use.Reading;
import dev.markco.agent.internal.use.Use;
import dev.markco.agent.internal.use.UseHistory;
import dev.markco.agent.internal.use.UseListener;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What the file of a document held, and who may have read it (R33): the contents that it had, and the watch on the file that
 * the agent put there last. It goes on while the document is at rest, and when it gets another name. Confined to the document's
 * task.
 */
public final class OnDisk implements Closeable {
    /** What older contents of a document at rest may have together, in UTF-16 units; there may be a thousand of those. */
    private static final long MOST_AT_REST = 64 << 10;

    private final FileUses uses;
    /** The document that it belongs to, which is told when somebody writes to what the agent put there. */
    private volatile UseListener owner;

    private final UseListener ear = new UseListener() {
        @Override
        public void written(ArmedFile file) {
            owner.written(file);
        }

        @Override
        public void lost(ArmedFile file) {
            owner.lost(file);
        }
    };

    private Generations generations = Generations.NONE;
    /** The file that the agent put there, while it is there; null when it is not known who uses what is there. */
    private @Nullable ArmedFile armed;
    /** What the agent is about to put there. */
    private @Nullable ArmedFile placing;
    /** Whether an editor had the file open when its present content was put there. */
    private boolean edited;

    /** Whether the first who wrote to the watched file since it was marked had not read what it held, and ran it over. */
    private boolean runOver;

    /** The save that was looked at and is not taken yet; null for none. */
    private @Nullable Seen untaken;

    private boolean recalled;
    /** What the file holds is not kept here meanwhile. */
    private boolean resting;
    /** The file's mode when it was last seen. */
    private int mode = Posix.UNKNOWN;

    /** Nothing is known yet; {@code owner} is told when somebody writes to what the agent put there. */
    public OnDisk(FileUses uses, UseListener owner) {
        this.uses = uses;
        this.owner = owner;
    }

    /** The document goes on as another one, with the same file. */
    public void handTo(UseListener other) {
        owner = other;
    }

    /** What was known when the log ended; once, for what has been seen since counts more. Says whether it counts. */
    boolean recall(Replay replay, FileContent held) {
        if (recalled || !generations.all().isEmpty()) {
            return false;
        }
        recalled = true;
        generations = recalled(replay, Long.MAX_VALUE).inPart();
        List<Entry.Former> former = replay.former();
        long last = former.isEmpty() ? 0 : former.get(former.size() - 1).until();
        generations = generations.replaced(Reading.UNKNOWN, held, last > 0, last);
        return true;
    }

    /** As {@link #recall(Replay, FileContent)}, of a document that was deleted, and is there again without its file. */
    void recallDeleted(Replay replay, FileContent held) {
        if (recall(replay, held)) {
            generations = generations.ofFileThatIsGone();
        }
    }

    /** The contents that the log remembers from before that time, the last of them being what the file held then. */
    static Generations recalled(Replay replay, long before) {
        Generations known = Generations.NONE;
        long put = 0;
        for (Entry.Former former : replay.former()) {
            if (former.until() <= before) {
                known = known.replaced(Reading.UNKNOWN, former.content(), put > 0, put);
                put = former.until();
            }
        }
        return known;
    }

    /** What the file held before, oldest first, as a log may remember it: as much of that as is worth it. */
    List<Entry.Former> former() {
        return generations.former(MOST_AT_REST);
    }

    Generations generations() {
        return generations;
    }

    /**
     * The document is put to rest: little is kept of it in memory, and what the file holds is in its log. Where that is not
     * enough to tell on what a save was made, nothing is known any more.
     */
    public void rest() {
        ArmedFile watched = armed;
        boolean knows = watched != null && watched.history().whole() && generations.olderUnits() <= MOST_AT_REST;
        if (knows) {
            generations = generations.withNewest(FileContent.EMPTY);
            resting = true;
        } else {
            letGo();
            generations = Generations.NONE;
            recalled = false;
        }
    }

    /** The document is opened again; its file was last known to hold that. */
    public void wake(FileContent held) {
        if (resting) {
            resting = false;
            generations = generations.withNewest(held);
        }
    }

    /** The file's mode when it was last seen, {@link Posix#UNKNOWN} when it was not. */
    int mode() {
        return mode;
    }

    /** The file had this stamp when the last run ended. */
    public void recall(@Nullable FileStamp stamp) {
        mode = stamp == null ? Posix.UNKNOWN : stamp.mode();
    }

    /** Reads a file so that it does not look as if somebody used it, where that can be. */
    byte @Nullable [] read(Path file, FileStamp stamp, int most) throws IOException {
        mode = stamp.mode();
        ArmedFile watched = armed;
        return watched != null && isOn(watched, stamp) ? watched.read(most) : Files.readAllBytes(file);
    }

    private static boolean isOn(ArmedFile file, FileStamp stamp) {
        return file.inode().number() == stamp.inode();
    }

    /**
     * The file holds something that is not taken yet. What is certain now of how that came about may be in doubt when it is:
     * another save may have been made on this one by then.
     */
    void glance(FileContent known, FileContent seen, FileStamp stamp) {
        ArmedFile watched = armed;
        if (watched != null && !runOver && isOn(watched, stamp)) {
            runOver = Reading.of(watched.history()) == Reading.WRITTEN_BLIND
                    && SaveBase.isRunOver(generations, known, seen);
        }
    }

    /** What was saved, with all that is known of how; the reading that it replaced ends with {@link #took}. */
    Seen look(Path file, FileContent known, FileContent seen, FileStamp stamp, boolean batch) {
        Seen before = untaken;
        Seen found = lookNow(file, known, seen, stamp, batch);
        if (before != null) {
            // It could not be taken then, and what was seen of its making is not seen again.
            Save save = found.save();
            Save missed = before.save();
            Reading reading = missed.content().equals(seen) ? missed.reading() : Reading.READ_SINCE_WRITTEN;
            found = new Seen(
                    new Save(seen, save.way(), reading, save.editor(), batch, save.changed()),
                    before.readSince() || found.readSince());
        }
        untaken = found;
        return found;
    }

    private Seen lookNow(Path file, FileContent known, FileContent seen, FileStamp stamp, boolean batch) {
        ArmedFile watched = armed;
        if (watched == null) {
            return new Seen(save(file, known, seen, stamp, batch, Save.Way.REPLACED, Reading.UNKNOWN), false);
        }
        UseHistory history = watched.mark();
        boolean nobodyRead = runOver;
        runOver = false;
        Save.Way way = isOn(watched, stamp) ? Save.Way.IN_PLACE : Save.Way.REPLACED;
        int written = history.uses().lastIndexOf(Use.MODIFY);
        // A save whose writing was not seen, as through a mapping or in an earlier look, tells nothing of its reader.
        Reading reading = way == Save.Way.REPLACED
                ? Reading.ofReplaced(history)
                : written < 0 ? Reading.UNKNOWN : Reading.of(history);
        if (reading == Reading.READ_SINCE_WRITTEN && nobodyRead) {
            reading = Reading.WRITTEN_BLIND;
        }
        boolean readSince = !history.whole()
                || history.uses().subList(written + 1, history.uses().size()).contains(Use.OPEN);
        return new Seen(save(file, known, seen, stamp, batch, way, reading), readSince);
    }

    /**
     * A save and what is known of it.
     *
     * @param readSince whether somebody may have read it already
     */
    record Seen(Save save, boolean readSince) {}

    private Save save(
            Path file,
            FileContent known,
            FileContent seen,
            FileStamp stamp,
            boolean batch,
            Save.Way way,
            Reading reading) {
        Save.Editor editor = edited ? Save.Editor.SINCE_BEFORE : Save.Editor.NONE;
        Generation newest = generations.newest();
        boolean read = reading == Reading.READ_BEFORE || reading == Reading.READ_SINCE_WRITTEN;
        if (read
                && way == Save.Way.IN_PLACE
                && newest != null
                && EditorTraces.hasBackup(file, known.encode(), newest.changed())) {
            editor = Save.Editor.MADE_A_BACKUP;
        }
        return new Save(seen, way, reading, editor, batch, millis(stamp));
    }

    private static long millis(@Nullable FileStamp stamp) {
        return stamp == null ? 0 : TimeUnit.NANOSECONDS.toMillis(stamp.changed());
    }

    /** A save was taken as one made on that base. */
    void took(Seen seen, SaveBase.Base base) {
        untaken = null;
        Save save = seen.save();
        generations = generations
                .used(base.content(), base.stale() ? save.content() : null)
                .replaced(save.reading(), save.content(), false, save.changed());
        if (base.replacing()) {
            generations = generations.replacing(save.changed());
        }
        if (seen.readSince()) {
            generations = generations.newestRead();
        }
        if (save.way() == Save.Way.REPLACED) {
            letGo();
        }
        edited = false;
    }

    /** What somebody wrote to a file that had been swapped out was taken as made on that base. */
    void tookLate(SaveBase.Base base, FileContent late) {
        generations = generations.used(base.content(), base.stale() ? late : null);
    }

    /** The file holds something that nobody has to take. */
    void found(FileContent content, @Nullable FileStamp stamp) {
        Generation newest = generations.newest();
        if (newest == null || !newest.content().equals(content)) {
            generations = generations.replaced(reading(), content, false, millis(stamp));
        }
        heed(stamp);
    }

    /** The file was seen with what it is known to hold: whether it is still the one that is watched. */
    void heed(@Nullable FileStamp stamp) {
        ArmedFile watched = armed;
        if (watched != null && (stamp == null || !isOn(watched, stamp))) {
            generations = generations.newestRead();
            letGo();
        }
    }

    private Reading reading() {
        ArmedFile watched = armed;
        return watched == null ? Reading.UNKNOWN : Reading.ofReplaced(watched.mark());
    }

    /** The last look at a new file before it takes the place of the old one. */
    void before(Path in, @Nullable Path out) {
        placing = uses.arm(in, ear);
        edited = out != null && EditorTraces.isOpenInEditor(out);
    }

    /** Watches a write: what goes in from before anybody can know it, and what comes out without a trace of that look. */
    FileReplacer.LastLook lastLook() {
        return new FileReplacer.LastLook() {
            @Override
            public void before(Path in, @Nullable Path out) {
                OnDisk.this.before(in, out);
            }

            @Override
            public byte[] cameOut(Path retired) throws IOException {
                FileStamp stamp = FileStamp.of(retired);
                byte[] read = stamp == null ? null : OnDisk.this.read(retired, stamp, Integer.MAX_VALUE);
                return read == null ? Files.readAllBytes(retired) : read;
            }
        };
    }

    /** A write came to nothing. */
    void missed() {
        ArmedFile nothing = placing;
        placing = null;
        if (nothing != null) {
            nothing.close();
        }
    }

    /**
     * The agent has put a content there.
     *
     * @param known what the file held before, as far as was known
     * @param stamp of the file now, null when it could not be looked at
     * @return the watch on the file that came out, if that is the one that was watched
     */
    @Nullable
    ArmedFile wrote(FileContent known, FileContent content, @Nullable FileStamp stamp, boolean creates) {
        ArmedFile out = armed;
        Reading reading = out == null ? Reading.UNKNOWN : Reading.ofReplaced(out.history());
        if (generations.newest() == null && !creates) {
            generations = generations.replaced(Reading.UNKNOWN, known, false, 0);
        }
        generations = generations.replaced(reading, content, true, millis(stamp));
        ArmedFile now = placing;
        placing = null;
        watch(now);
        if (now == null) {
            generations = generations.newestRead();
        }
        return out;
    }

    private void watch(@Nullable ArmedFile file) {
        armed = file;
        runOver = false;
    }

    private void letGo() {
        ArmedFile watched = armed;
        watch(null);
        if (watched != null) {
            watched.close();
        }
    }

    @Override
    public void close() {
        missed();
        letGo();
    }
}
