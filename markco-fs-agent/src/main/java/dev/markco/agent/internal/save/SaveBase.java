package dev.markco.agent.internal.save;

import dev.markco.agent.internal.disk.FileContent;
import dev.markco.agent.internal.use.Reading;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which text a save was made on (R33): what its writer can have read. Where the system tells that nobody read what the file
 * held, it was an older one, however long ago. Where somebody did, who need not have been the writer, the contents decide
 * (R9), and what then goes is kept elsewhere. Pure; the table is in {@code SaveBaseTest}.
 */
public final class SaveBase {
    /**
     * How long after a content came a save in its place may have been made on an older one, though somebody had read the
     * newer: a script that takes its time, beside an indexer; people who take out what they read just now are slower. In
     * milliseconds of the file system's clock.
     */
    static final long SLOW_SCRIPT = 10_000;
    /** The same where the system did not tell whether anybody had read it. */
    static final long UNKNOWN_READER = 2_000;

    private SaveBase() {}

    /**
     * The decision.
     *
     * @param content what the save was made on
     * @param stale whether that is older than what the file held
     * @param doubtful whether an older text could have been it as well, so that what the save took out is to be kept elsewhere
     * @param replacing whether the save has something else in the place of what came: to keep both, each time a script does
     *     that, would have the text grow, so it is done once
     */
    public record Base(FileContent content, boolean stale, boolean doubtful, boolean replacing) {
        static Base newest(FileContent known) {
            return new Base(known, false, false, false);
        }

        static Base older(FileContent content) {
            return new Base(content, true, false, false);
        }

        Base doubtedIf(boolean also) {
            return new Base(content, stale, doubtful || also, replacing);
        }
    }

    /**
     * Decides.
     *
     * @param known what the file held before the save
     * @param current what it would hold with everything in it that is known
     */
    public static Base decide(Generations generations, FileContent known, FileContent current, Save save) {
        Base found = choose(generations, known, current, save);
        if (save.isGits()) {
            return found;
        }
        boolean guessed =
                found.stale() || save.reading() == Reading.UNKNOWN || save.reading() == Reading.READ_SINCE_WRITTEN;
        if (!guessed) {
            return found;
        }
        FileContent base = found.content();
        // It may have been made on one that nobody remembers.
        boolean forgotten = found.stale()
                && (StaleBase.isMostTakenOut(base, save.content())
                        || (generations.isEndOfMemory(base) && StaleBase.isSomethingTakenOut(base, save.content())));
        return found.doubtedIf(forgotten || isAnyRunOver(generations, base, save));
    }

    /** Whether the save lacks something that came after a content on which it may have been made all the same. */
    private static boolean isAnyRunOver(Generations generations, FileContent base, Save save) {
        List<FileContent> others = Generation.contents(generations.older());
        others.removeIf(base::equals);
        return StaleBase.isAnyTakenOut(others, base, save.content());
    }

    private static Base choose(Generations generations, FileContent known, FileContent current, Save save) {
        Generation newest = generations.newest();
        Base onNewest = Base.newest(known);
        if (newest == null || save.isGits() || save.content().text().isEmpty()) {
            // Git means what it says, as does whoever empties a file.
            return onNewest;
        }
        if (!newest.ours()) {
            // Of two programs the later one has the say, but for what others wrote, which no file has yet.
            return known.equals(current)
                    ? onNewest
                    : byContents(generations, known, current, save, generations.older());
        }
        return switch (save.reading()) {
            case UNOPENED -> certainlyOlder(generations, known, current, save);
            case WRITTEN_BLIND ->
                extendsOrCuts(known, save.content()) ? onNewest : certainlyOlder(generations, known, current, save);
            case READ_AND_WRITTEN_IN_ONE -> onNewest;
            case READ_BEFORE, READ_SINCE_WRITTEN -> read(generations, known, current, save, newest);
            case UNKNOWN -> {
                boolean recent = save.changed() - newest.changed() <= UNKNOWN_READER;
                yield recent
                        ? once(
                                generations,
                                known,
                                save,
                                byContents(generations, known, current, save, generations.older()))
                        : onNewest;
            }
        };
    }

    private static Base read(
            Generations generations, FileContent known, FileContent current, Save save, Generation newest) {
        return switch (save.editor()) {
            case MADE_A_BACKUP, SINCE_BEFORE -> ofEditor(generations, known, current, save);
            case NONE -> {
                if (save.way() == Save.Way.REPLACED) {
                    yield Base.newest(known);
                }
                List<Generation> readers = generations.older().stream()
                        .filter(older -> older.holder() == Generation.Holder.A_READER)
                        .toList();
                boolean late = save.changed() - newest.changed() > SLOW_SCRIPT;
                yield doubt(generations, known, save, byContents(generations, known, current, save, readers), late);
            }
        };
    }

    /** An editor has an older text in hand, or has read the newest as well: its save is the smallest step from what it had. */
    private static Base ofEditor(Generations generations, FileContent known, FileContent current, Save save) {
        if (save.content().equals(generations.meant())) {
            return Base.newest(known);
        }
        List<FileContent> candidates = Generation.contents(generations.older());
        candidates.add(known);
        FileContent nearest = StaleBase.nearest(candidates, current, save.content());
        return nearest == null || nearest.equals(known) ? Base.newest(known) : Base.older(nearest);
    }

    /** Who goes back to the very text that was there means that, and who saves late had the time to read. */
    private static Base doubt(Generations generations, FileContent known, Save save, Base found, boolean late) {
        boolean reverts = found.content().equals(save.content());
        return found.stale() && (reverts || late)
                ? new Base(known, false, true, false)
                : once(generations, known, save, found);
    }

    /** A script that does the same on every change has what it replaces and what it puts there kept the first time only. */
    private static Base once(Generations generations, FileContent known, Save save, Base found) {
        if (!found.stale() || !StaleBase.isReplaced(found.content(), known, save.content())) {
            return found;
        }
        boolean again = save.changed() - generations.replacedAt() <= SLOW_SCRIPT;
        return again ? new Base(known, false, true, true) : new Base(found.content(), true, false, true);
    }

    /** Nobody who saves now had read what the file held; of several older texts the contents tell which. */
    private static Base certainlyOlder(Generations generations, FileContent known, FileContent current, Save save) {
        List<Generation> older = generations.older();
        if (older.isEmpty()) {
            return Base.newest(known);
        }
        FileContent nearest = StaleBase.nearest(Generation.contents(older), current, save.content());
        return Base.older(
                nearest != null ? nearest : older.get(older.size() - 1).content());
    }

    /** The same save a second time is meant as it is; and what is a smaller step from what the file held was made on that. */
    private static Base byContents(
            Generations generations, FileContent known, FileContent current, Save save, List<Generation> candidates) {
        @Nullable
        FileContent found = save.content().equals(generations.meant())
                ? null
                : StaleBase.choose(Generation.contents(candidates), current, save.content());
        return found == null || !StaleBase.isNearer(found, known, save.content())
                ? Base.newest(known)
                : Base.older(found);
    }

    /** Whether a file was written from its end on, or cut, so that the rest of it is what was there. */
    private static boolean extendsOrCuts(FileContent known, FileContent save) {
        return save.text().startsWith(known.text()) || known.text().startsWith(save.text());
    }

    /** Whether a save lacks anything of what the file held. */
    public static boolean isSomethingTakenOut(FileContent known, FileContent save) {
        return StaleBase.isSomethingTakenOut(known, save);
    }

    /** Whether a save lacks more than half of what the file held. */
    public static boolean isMostTakenOut(FileContent known, FileContent save) {
        return StaleBase.isMostTakenOut(known, save);
    }

    /** Whether what somebody wrote who had read nothing of what the file held is more like what it held before. */
    public static boolean isRunOver(Generations generations, FileContent known, FileContent seen) {
        return !extendsOrCuts(known, seen)
                && StaleBase.isAnyNearer(Generation.contents(generations.older()), known, seen);
    }
}
