package dev.markco.agent.internal.watch;

import org.jspecify.annotations.Nullable;

/** Someone to be told that something may have changed. Called on the watcher's thread; must not block. */
public interface ChangeListener {
    /** The file of that name may have changed, come or gone. */
    void dirty(String name);

    /** Anything may have changed; {@code why} is a clause for the log. */
    void rescan(String why);

    /** Watching cannot be done for now, and why; null: it has begun again. */
    void unwatched(@Nullable String why);
}
