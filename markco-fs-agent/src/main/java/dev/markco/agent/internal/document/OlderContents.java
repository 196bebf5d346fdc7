package dev.markco.agent.internal.document;

import dev.markco.agent.internal.disk.ContentHash;
import dev.markco.agent.internal.disk.FileContent;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the file held before it was written the last times, for programs that read it then and save it now (R9), each for two
 * seconds. Times are milliseconds of one monotonic clock.
 *
 * <p>All of them, since what came between two of them would be lost for a program that read the one which was not kept; of
 * large ones the oldest and the youngest, as an editor read it some time ago and a filter just now.
 */
final class OlderContents {
    /** So many are kept whatever their size. */
    private static final int LEAST = 2;
    /** What all of them may have together, in UTF-16 units. */
    private static final long MOST_UNITS = 4 << 20;

    private static final long KEPT = 2_000;

    private final List<Older> contents = new ArrayList<>();
    /** The save that was last taken for one made on an older content. */
    private @Nullable ContentHash stale;

    private record Older(FileContent content, long replaced) {
        boolean isNear(long time) {
            return Math.abs(time - replaced) <= KEPT;
        }
    }

    /**
     * What someone saved.
     *
     * @param seen when we saw it first
     * @param modified when it was made, as far as its file tells: we may have been away then
     */
    record Save(ContentHash hash, FileContent content, long seen, long modified) {}

    /** The file holds something else since then. */
    void replaced(FileContent content, long time) {
        forget(time);
        contents.add(new Older(content, time));
        while (contents.size() > LEAST && units() > MOST_UNITS) {
            contents.remove(1);
        }
    }

    private long units() {
        return contents.stream()
                .mapToLong(older -> older.content().text().length())
                .sum();
    }

    /**
     * What a save was made on: an older content if it looks so, but the same bytes saved once more are meant; else
     * {@code known}.
     *
     * @param known what the file held before the save
     * @param current what it would hold with everything in it
     */
    FileContent baseOf(Save save, FileContent known, FileContent current) {
        return baseOf(save, known, current, Long.MAX_VALUE);
    }

    /**
     * What a save to a file that we had swapped out was made on. Its program opened it before that and knows nothing of what
     * the file at its place held later.
     *
     * @param held all that is known to have been in it
     * @param swappedOut when it was
     */
    FileContent baseOfLate(Save save, FileContent held, long swappedOut) {
        return baseOf(save, held, held, swappedOut);
    }

    private FileContent baseOf(Save save, FileContent known, FileContent current, long latest) {
        if (stale != null && stale.equals(save.hash())) {
            return known;
        }
        List<FileContent> near = contents.stream()
                .filter(older -> older.replaced <= latest)
                .filter(older -> older.isNear(save.seen()) || older.isNear(save.modified()))
                .map(Older::content)
                .toList();
        FileContent base = StaleBase.choose(near, current, save.content());
        if (base == null) {
            return known;
        }
        stale = save.hash();
        return base;
    }

    /** Drops what is too old for a save that is seen from now on. */
    void forget(long now) {
        contents.removeIf(older -> now - older.replaced > KEPT);
    }
}
