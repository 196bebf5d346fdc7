package dev.markco.yjs;

import dev.markco.yjs.lib0.Encoder;

/** What an item holds; the item knows its length, except where the content's own data says it. */
abstract class Content {
    /** Kind on the wire, 1 to 9. */
    abstract int ref();

    /** Whether indexes count it. */
    boolean countable() {
        return true;
    }

    /** The units from {@code at} on, of {@code length}; {@link #afterSplit} then gives those before. */
    Content splitOff(int at, int length) {
        throw new IllegalStateException(getClass() + " is one unit");
    }

    /** What holds the first {@code at} units after {@link #splitOff}: mostly this object, changed. */
    Content afterSplit(int at, int length) {
        return this;
    }

    /** Takes over the units of {@code right}, of the same kind, if content of this class can be joined. */
    boolean append(Content right, int length, int rightLength) {
        return false;
    }

    /** What it takes, roughly, in bytes on the wire. */
    long weight(int length) {
        return 8;
    }

    /** Writes the units {@code [from, length)}. */
    abstract void write(Encoder out, int from, int length);
}
