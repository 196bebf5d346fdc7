package dev.markco.yjs;

import org.jspecify.annotations.Nullable;

/** A shared type: a view of a part of a document that changes with it. A deleted one reads as empty. */
public abstract sealed class YType permits YText, YMap, YArray, YXmlFragment {
    final SharedType type;

    YType(SharedType type) {
        this.type = type;
    }

    /**
     * Its content as plain values: null, Boolean, Long, Double, BigInteger, String, {@code byte[]}, List, Map,
     * {@link SubDocument}, {@link dev.markco.yjs.lib0.Undefined}; nested types as their own {@code toJson}.
     */
    public final @Nullable Object toJson() {
        return toJson(0);
    }

    abstract @Nullable Object toJson(int depth);

    /** Appends what JavaScript shows where the type is printed inside XML. */
    void print(StringBuilder out, int depth) {
        out.append("[object Object]");
    }

    /** Whether the type was deleted from its parent. */
    public final boolean isDeleted() {
        return type.isDeleted();
    }

    final void requireLive() {
        if (type.isDeleted()) {
            throw new IllegalStateException("the type was deleted from its parent");
        }
    }

    static int requirePosition(int position, int length) {
        if (position < 0 || position > length) {
            throw new IndexOutOfBoundsException("position " + position + " of " + length);
        }
        return position;
    }

    static void requireRange(int position, int count, int length) {
        if (position < 0 || count < 0 || count > length - position) {
            throw new IndexOutOfBoundsException("positions " + position + " + " + count + " of " + length);
        }
    }
}
