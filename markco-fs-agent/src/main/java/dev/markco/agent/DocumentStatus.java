package dev.markco.agent;

import org.jspecify.annotations.Nullable;

/**
 * How one document stands.
 *
 * @param docPath its path, or the file's name where there can be no document
 * @param why what keeps it from being in sync, for people; null when there is nothing to say
 */
public record DocumentStatus(
        String docPath, State state, @Nullable String why) {
    /** The ways a document can stand. */
    public enum State {
        /** The relay, if there is one, has acknowledged our state, and the file equals the document. */
        SYNCED,
        /** The relay does not have all of ours yet. */
        UPLOADING,
        /** The file does not have all of the document yet. */
        DOWNLOADING,
        /** A text of ours is kept beside the file, because it has no place in the document. */
        CONFLICT,
        /** There is no file to keep equal, or it is left alone. */
        IGNORED
    }
}
