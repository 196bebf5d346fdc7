package dev.markco.yjs.internal;

import dev.markco.yjs.lib0.Encoder;

/** What an item holds; the item knows its length, except where the content's own data says it. */
abstract class Content {
    /** Kind on the wire, 1 to 9. */
    abstract int ref();

    /** Whether indexes count it. */
    boolean countable() {
        return true;
    }

    /** Keeps the first {@code at} of {@code length} units and returns the others. */
    Content splitOff(int at, int length) {
        throw new IllegalStateException(getClass() + " is one unit");
    }

    /** Takes over the units of {@code right}, of the same class, if content of this class can be joined. */
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
