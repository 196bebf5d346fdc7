package dev.markco.agent.internal.decision;

/** What to do when a file that was never seen meets a document that came from elsewhere: no common text is known (R3, R4). */
public enum Meeting {
    /** Nothing came from elsewhere after all. */
    NONE,
    /** Both hold the same text: they are one. */
    SAME,
    /** The file is empty, and gets the document's text. */
    FILL,
    /** The file is moved aside, and the document's text takes its place. */
    SET_ASIDE,
    /** As {@link #SET_ASIDE}, but other names lead to this file, which must not be taken away from them. */
    LEAVE;

    /**
     * Decides. Pure.
     *
     * @param link whether the file is a symbolic link, or has several names
     */
    public static Meeting decide(boolean sameText, boolean fileIsEmpty, boolean link) {
        if (sameText) {
            return SAME;
        }
        if (fileIsEmpty) {
            return FILL;
        }
        return link ? LEAVE : SET_ASIDE;
    }
}
