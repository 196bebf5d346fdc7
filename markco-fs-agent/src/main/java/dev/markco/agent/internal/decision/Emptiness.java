package dev.markco.agent.internal.decision;

/** Whether a file that held text is empty, or full of zero bytes, though nobody was seen to write it (R35), and what that means. */
public enum Emptiness {
    /** It is not, as far as is known. */
    NO,
    /** Nobody has decided what it means. */
    FOUND,
    /** As {@link #FOUND}, and nobody means that: it was not written since, as its times tell, or is full of zero bytes. */
    STRANGE,
    /** Somebody said that it is an edit. */
    MEANT;

    /** The same for a file that has a text, or whose emptiness was taken: there is nothing to decide any more. */
    Emptiness decided() {
        return this == MEANT ? MEANT : NO;
    }

    /** Whether somebody has to decide what it means. */
    public boolean isUndecided() {
        return this == FOUND || this == STRANGE;
    }
}
