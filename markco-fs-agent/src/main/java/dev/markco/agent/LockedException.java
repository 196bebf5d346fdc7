package dev.markco.agent;

import java.io.IOException;
import java.nio.file.Path;
import java.util.OptionalLong;

/** A project directory that another agent already serves. */
public final class LockedException extends IOException {
    private static final long serialVersionUID = 1;

    private final long holder;

    /**
     * Names the holder.
     *
     * @param holder its process id, or -1 when it is not known
     */
    public LockedException(Path directory, long holder) {
        super("another agent" + (holder < 0 ? "" : " (process " + holder + ")") + " already serves " + directory);
        this.holder = holder;
    }

    /** The process that holds the directory, if known. */
    public OptionalLong holder() {
        return holder < 0 ? OptionalLong.empty() : OptionalLong.of(holder);
    }
}
