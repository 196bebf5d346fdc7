package dev.markco.agent.internal.document;

import dev.markco.agent.internal.disk.FileContent;
import dev.markco.agent.internal.disk.FileReading;
import java.nio.file.Path;

/**
 * A file that we swapped out. Programs that had it open may still write to it, so it is looked at for a while (R8). Times
 * are milliseconds of one monotonic clock.
 */
final class RetiredFile {
    /** How many times as long as at least it is kept at most. */
    private static final int LONGEST_FACTOR = 5;
    /** It must have been unchanged for this part of that time before it goes. */
    private static final int STABLE_PART = 4;

    /** What is to be done with it. */
    enum Step {
        WAIT,
        TAKE,
        RELEASE
    }

    private final Path file;
    private final long swappedOut;
    private final long since;
    private final long kept;
    private FileContent held;
    private FileContent seen;
    private long changed;

    RetiredFile(Path file, FileContent held, long swappedOut, long now, long kept) {
        this.kept = kept;
        this.file = file;
        this.swappedOut = swappedOut;
        this.held = held;
        this.seen = held;
        this.since = now;
        this.changed = now;
    }

    Path file() {
        return file;
    }

    String name() {
        return String.valueOf(file.getFileName());
    }

    /** When another file took its place, or shortly before. */
    long swappedOut() {
        return swappedOut;
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

    /** Decides by what the file holds now. */
    Step look(FileReading reading, long now) {
        if (!(reading instanceof FileReading.Text text)) {
            boolean gone = reading instanceof FileReading.Absent;
            return gone || now - since >= kept * LONGEST_FACTOR ? Step.RELEASE : Step.WAIT;
        }
        FileContent read = text.in(held.format());
        if (!read.equals(seen)) {
            seen = read;
            changed = now;
        }
        boolean last = now - since >= kept * LONGEST_FACTOR;
        if (!seen.equals(held)) {
            boolean settled = now - changed >= Math.min(kept, Settling.quiet(held.encode(), seen.encode()));
            return settled || last ? Step.TAKE : Step.WAIT;
        }
        return last || (now - since >= kept && now - changed >= kept / STABLE_PART) ? Step.RELEASE : Step.WAIT;
    }
}
