package dev.markco.sync.room;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** By what a change was made (R41). What a relay stores is the {@link #word()}. */
public enum Means {
    /** The relay's own page. */
    PAGE,
    /** The agent of a directory, for its files and for the editors of its machine. */
    AGENT,
    /** The command {@code markco}. */
    COMMAND,
    /** A program that writes over HTTP. */
    API,
    /** Any other Yjs client. */
    CLIENT,
    /** Somebody who came by a link. */
    LINK,
    /** A commit that git brought. */
    COMMIT,
    /** Nobody noted it: it was stored before authors were. */
    UNKNOWN;

    private final String word = name().toLowerCase(Locale.ROOT);

    /** As it is stored and shown. */
    public String word() {
        return word;
    }

    /** The means of that word; unknown for none, and for one that a newer version made up. */
    public static Means of(@Nullable String word) {
        for (Means one : values()) {
            if (one.word.equals(word)) {
                return one;
            }
        }
        return UNKNOWN;
    }
}
