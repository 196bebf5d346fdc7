package dev.markco.agent.internal.save;

import dev.markco.agent.internal.disk.FileContent;
import dev.markco.agent.internal.save.Generation.Holder;
import dev.markco.agent.internal.state.Entry;
import dev.markco.agent.internal.use.Reading;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The contents that a file had and that somebody may have in hand, however long ago that was, oldest first; the newest is
 * what it holds (R33). Immutable.
 *
 * <p>What nobody can have read is dropped as soon as it is replaced, and what a save was made on as soon as the next one came.
 * Of what is left the oldest and the youngest are kept if all of it is too much: an editor read the file some time ago and a
 * filter just now.
 *
 * @param meant the save that was last taken for one made on an older text, so that the same one again is meant as it is
 * @param replacedAt when the last save came that had something else in the place of what came, and may not have known that; in
 *     milliseconds of the file system's clock
 * @param whole whether none is missing: the log remembers some only, and few are kept of too many
 * @param gone whether the file that held the newest was deleted, and nothing is known to be in its place yet
 */
public record Generations(
        List<Generation> all, @Nullable FileContent meant, long replacedAt, boolean whole, boolean gone) {
    /** Nothing is known of what the file held. */
    public static final Generations NONE = new Generations(List.of(), null, Long.MIN_VALUE / 2, true, false);

    /** So many are kept whatever their size. */
    private static final int LEAST = 2;
    /** So many are kept at most. */
    static final int MOST = 64;
    /** What all of them may have together, in UTF-16 units. */
    private static final long MOST_UNITS = 4 << 20;

    /** What the file holds, null when that was never seen. */
    public @Nullable Generation newest() {
        return all.isEmpty() ? null : all.get(all.size() - 1);
    }

    /** These are those of them that are remembered. */
    public Generations inPart() {
        return new Generations(all, meant, replacedAt, false, gone);
    }

    /** The file is gone that held the newest, which somebody may have in hand all the same. */
    public Generations ofFileThatIsGone() {
        return new Generations(all, meant, replacedAt, whole, true);
    }

    /** Whether a content is the one from the longest ago, and there may be others that are not remembered. */
    boolean isEndOfMemory(FileContent content) {
        return !whole && !all.isEmpty() && all.get(0).content().equals(content);
    }

    /** Those that the file held before and on which a save may still be made, oldest first. */
    public List<Generation> older() {
        return all.isEmpty()
                ? List.of()
                : all.subList(0, all.size() - 1).stream()
                        .filter(Generation::isOpen)
                        .toList();
    }

    /**
     * Another content took the place of the newest one.
     *
     * @param reading what is known of the readers of the one that it replaced
     * @param ours whether the agent put it there
     * @param changed when the file system says that it was, in milliseconds
     */
    public Generations replaced(Reading reading, FileContent content, boolean ours, long changed) {
        List<Generation> kept = new ArrayList<>(older());
        Generation last = newest();
        if (last != null) {
            Generation left = last.heldBy(holder(last, reading));
            if (left.isOpen() && !left.content().equals(content)) {
                kept.add(left);
            }
        }
        boolean complete = whole;
        while (kept.size() > LEAST && (kept.size() > MOST || units(kept) > MOST_UNITS)) {
            kept.remove(1);
            complete = false;
        }
        kept.add(new Generation(content, ours, ours ? Holder.NOBODY : Holder.ITS_WRITER, false, changed));
        return new Generations(List.copyOf(kept), meant, replacedAt, complete, false);
    }

    private static Holder holder(Generation left, Reading reading) {
        return switch (reading) {
            case UNOPENED, WRITTEN_BLIND -> left.holder();
            case READ_AND_WRITTEN_IN_ONE, READ_BEFORE, READ_SINCE_WRITTEN, UNKNOWN -> Holder.A_READER;
        };
    }

    private static long units(List<Generation> generations) {
        return generations.stream()
                .mapToLong(generation -> generation.content().text().length())
                .sum();
    }

    /**
     * The older contents, each until the next one was put there, and the newest of a file that is gone; the youngest that have no
     * more than so many UTF-16 units.
     */
    public List<Entry.Former> former(long mostUnits) {
        Deque<Entry.Former> former = new ArrayDeque<>();
        long units = 0;
        int last = all.size() - 1;
        for (int i = gone ? last : last - 1; i >= 0; i--) {
            Generation generation = all.get(i);
            units += generation.content().text().length();
            if (units > mostUnits) {
                break;
            }
            if (i == last || generation.isOpen()) {
                long until = all.get(Math.min(i + 1, last)).changed();
                former.addFirst(new Entry.Former(generation.content(), until));
            }
        }
        return List.copyOf(former);
    }

    /** What the older contents have together, in UTF-16 units. */
    public long olderUnits() {
        return units(older());
    }

    /** The same, with another content for what the file holds. */
    public Generations withNewest(FileContent content) {
        Generation last = newest();
        if (last == null) {
            return this;
        }
        List<Generation> changed = new ArrayList<>(older());
        changed.add(new Generation(content, last.ours(), last.holder(), last.used(), last.changed()));
        return new Generations(List.copyOf(changed), meant, replacedAt, whole, gone);
    }

    /** Somebody may have read what the file holds. */
    public Generations newestRead() {
        Generation last = newest();
        if (last == null) {
            return this;
        }
        List<Generation> marked = new ArrayList<>(all);
        marked.set(marked.size() - 1, last.heldBy(Holder.A_READER));
        return new Generations(List.copyOf(marked), meant, replacedAt, whole, gone);
    }

    /** A save was made on that content; {@code save} says which if that is not what the file held. */
    public Generations used(FileContent base, @Nullable FileContent save) {
        List<Generation> marked = new ArrayList<>();
        for (Generation generation : all) {
            marked.add(generation.content().equals(base) ? generation.nowUsed() : generation);
        }
        return new Generations(List.copyOf(marked), save == null ? meant : save, replacedAt, whole, gone);
    }

    /** A save came that had something in the place of what came before it. */
    public Generations replacing(long time) {
        return new Generations(all, meant, time, whole, gone);
    }
}
