package dev.markco.agent.internal.file;

import dev.markco.agent.internal.decision.Settling;
import dev.markco.agent.internal.disk.FileContent;
import dev.markco.agent.internal.disk.FileReading;
import dev.markco.agent.internal.save.Generations;
import dev.markco.agent.internal.use.ArmedFile;
import dev.markco.agent.internal.use.Writers;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A file that we swapped out. Programs that had it open may still write to it, so it is looked at until nobody can any more
 * (R8, R34). Times are milliseconds of one monotonic clock.
 */
final class RetiredFile {
    /** Where it is not known who has it open: how many times as long as at least it is kept at most. */
    private static final int LONGEST_FACTOR = 5;
    /** It must have been unchanged for this part of that time before it goes. */
    private static final int STABLE_PART = 4;
    /** So many looks in a row find nobody who could write: one who was just about to open it has by then. */
    private static final int LOOKS_ALONE = 2;

    /** What is to be done with it. */
    enum Step {
        WAIT,
        TAKE,
        RELEASE
    }

    private final Path file;
    private final Generations generations;
    private final @Nullable ArmedFile armed;
    private final long since;
    private final long kept;
    private final long time;
    private FileContent held;
    private FileContent seen;
    private long changed;
    private int alone;

    /**
     * Starts with a file that was just swapped out.
     *
     * @param held all that is known to have been in it
     * @param generations what it and files before it held, until it was swapped out
     * @param armed tells who uses it, null where nothing does
     * @param kept how long it is kept at least where it is not known who has it open
     * @param time when it was about to be swapped out, in milliseconds of the wall clock
     */
    RetiredFile(
            Path file,
            FileContent held,
            Generations generations,
            @Nullable ArmedFile armed,
            long now,
            long kept,
            long time) {
        this.kept = kept;
        this.time = time;
        this.file = file;
        this.generations = generations;
        this.armed = armed;
        this.held = held;
        this.seen = held;
        this.since = now;
        this.changed = now;
    }

    Path file() {
        return file;
    }

    long time() {
        return time;
    }

    String name() {
        return String.valueOf(file.getFileName());
    }

    Generations generations() {
        return generations;
    }

    /** Tells who uses it; null where nothing does. */
    @Nullable
    ArmedFile armed() {
        return armed;
    }

    /** The content of which everything is known. */
    FileContent held() {
        return held;
    }

    void taken(FileContent content, long now) {
        held = content;
        seen = content;
        changed = now;
    }

    /** Decides by what the file holds now and by who can write to it. */
    Step look(FileReading reading, Writers writers, long now) {
        alone = writers == Writers.NONE ? alone + 1 : 0;
        boolean nobody = alone >= LOOKS_ALONE;
        boolean last = nobody || (writers == Writers.UNKNOWN && now - since >= kept * LONGEST_FACTOR);
        if (!(reading instanceof FileReading.Text text)) {
            return reading instanceof FileReading.Absent || last ? Step.RELEASE : Step.WAIT;
        }
        FileContent read = text.in(held.format());
        if (!read.equals(seen)) {
            seen = read;
            changed = now;
        }
        if (!seen.equals(held)) {
            long quiet = Settling.quiet(held.encode(), seen.encode(), writers);
            return last || now - changed >= Math.min(kept, quiet) ? Step.TAKE : Step.WAIT;
        }
        boolean stable = now - since >= kept && now - changed >= kept / STABLE_PART;
        return last || (writers == Writers.UNKNOWN && stable) ? Step.RELEASE : Step.WAIT;
    }
}
