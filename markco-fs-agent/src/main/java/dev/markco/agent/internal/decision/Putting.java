package dev.markco.agent.internal.decision;

/** Whether a content is put into a file, by what was found there just before. */
public enum Putting {
    /** It is. */
    WRITE,
    /** There is something else than was known: it is read first. */
    CHANGED,
    /** It could not be read again. */
    TOO_LARGE,
    /** The file holds it already, or there is none to be made. */
    NOTHING;

    /**
     * Decides. Pure.
     *
     * @param found what is there, that a document can hold
     * @param same whether it is what is to be put there
     * @param unchanged whether what is to be put there is what the file was known to hold
     * @param detached whether the file was deleted, and that was meant
     */
    public static Putting decide(Found found, boolean same, boolean unchanged, boolean detached, long size, long most) {
        return switch (found) {
            case OTHER -> CHANGED;
            case NOTHING, KNOWN -> {
                if (size > most) {
                    yield TOO_LARGE;
                }
                boolean nothing = found == Found.NOTHING ? detached && unchanged : same || unchanged;
                yield nothing ? NOTHING : WRITE;
            }
        };
    }

    /** What was found. */
    public enum Found {
        NOTHING,
        KNOWN,
        OTHER
    }
}
