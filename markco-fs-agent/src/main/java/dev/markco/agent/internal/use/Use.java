package dev.markco.agent.internal.use;

/** What can happen to a file in use, as inotify(7) tells it. A letter stands for each where a history is printed. */
public enum Use {
    OPEN('O', Linux.IN_OPEN),
    /** Read, but not through a mapping. */
    ACCESS('A', Linux.IN_ACCESS),
    /** Read while this process read it too, so that it may have been nobody else. */
    ACCESS_BESIDE_OURS('a', 0),
    /** Written, but not through a mapping, or cut off. */
    MODIFY('M', Linux.IN_MODIFY),
    /** A descriptor or mapping that could write is gone. */
    CLOSE_WRITE('W', Linux.IN_CLOSE_WRITE),
    /** A descriptor or mapping that could not write is gone. */
    CLOSE_NOWRITE('N', Linux.IN_CLOSE_NOWRITE),
    /** Its owner, mode, times or number of names changed: it lost its name, or another file took it. */
    ATTRIB('T', Linux.IN_ATTRIB),
    /** It was renamed, as by an exchange. */
    MOVED('V', Linux.IN_MOVE_SELF),
    /** The last of several names is gone. With it goes the watch, so that what follows until it is watched again is not told. */
    DELETED('D', Linux.IN_DELETE_SELF);

    private final char letter;
    private final int event;

    Use(char letter, int event) {
        this.letter = letter;
        this.event = event;
    }

    /** Whether an event of these kinds tells it. */
    boolean isIn(int mask) {
        return (event & mask) != 0;
    }

    /** Whether it says that somebody wrote the file, or may have done so and is not told. */
    boolean isWriting() {
        return this == MODIFY || this == CLOSE_WRITE || this == DELETED;
    }

    char letter() {
        return letter;
    }
}
