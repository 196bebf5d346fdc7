package dev.markco.agent.internal.save;

import dev.markco.agent.internal.disk.FileContent;
import java.util.ArrayList;
import java.util.List;

/**
 * A content that a file had, from the moment it was put there to the moment another one was.
 *
 * @param ours whether the agent put it there
 * @param holder who may have it in hand, and may save what they make of it
 * @param used whether a save was made on it: its reader is done with it
 * @param changed when the file system says that it was put there, in milliseconds; compared with other times of that file
 *     system only
 */
public record Generation(FileContent content, boolean ours, Holder holder, boolean used, long changed) {
    /** Who may have a content in hand. */
    enum Holder {
        NOBODY,
        /** Who wrote it, and nobody else. */
        ITS_WRITER,
        /** Somebody who read it, or is not known not to have. */
        A_READER
    }

    /** The contents of several, in the same order; a list of the caller's. */
    public static List<FileContent> contents(List<Generation> generations) {
        List<FileContent> contents = new ArrayList<>();
        generations.forEach(generation -> contents.add(generation.content()));
        return contents;
    }

    Generation heldBy(Holder known) {
        return new Generation(content, ours, known, used, changed);
    }

    Generation nowUsed() {
        return new Generation(content, ours, holder, true, changed);
    }

    /** Whether a save may still be made on it. */
    boolean isOpen() {
        return holder != Holder.NOBODY && !used;
    }
}
