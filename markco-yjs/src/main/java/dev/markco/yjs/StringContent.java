package dev.markco.yjs;

import dev.markco.yjs.lib0.Encoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A run of text in UTF-16 units: one byte a unit while all are Latin-1, else two; with room at the end, so that typing
 * appends in place in amortised constant time. Halves of a long run share its array, see {@link SharedText}.
 */
class StringContent extends Content {
    static final int REF = 4;

    /** Units that are handled one by one, because that is faster. */
    private static final int SHORT = 8;

    /** Units that are copied rather than shared. */
    private static final int COPIED = 1_024;

    private static final char REPLACEMENT = '\uFFFD';

    /** A {@code byte[]} of Latin-1 units, or a {@code char[]}. */
    Object units;

    StringContent(Object units) {
        this.units = units;
    }

    static StringContent of(String text) {
        if (text.length() > SHORT) {
            // Both steps are intrinsics for a string that is Latin-1 inside.
            byte[] narrow = text.getBytes(StandardCharsets.ISO_8859_1);
            boolean same = text.equals(new String(narrow, StandardCharsets.ISO_8859_1));
            return new StringContent(same ? narrow : text.toCharArray());
        }
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) > 0xff) {
                return new StringContent(text.toCharArray());
            }
        }
        return new StringContent(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** The text of well-formed UTF-8 that has this many UTF-16 units. */
    static StringContent ofUtf8(byte[] utf8, int from, int to, int units) {
        return units == to - from
                ? new StringContent(Arrays.copyOfRange(utf8, from, to))
                : of(new String(utf8, from, to - from, StandardCharsets.UTF_8));
    }

    /** Where in the array the run begins. */
    int offset() {
        return 0;
    }

    /** Whether somebody else reads units of the same array. */
    boolean isShared() {
        return false;
    }

    final char charAt(int index) {
        return units instanceof byte[] narrow
                ? (char) (narrow[offset() + index] & 0xff)
                : ((char[]) units)[offset() + index];
    }

    final String text(int from, int to) {
        return units instanceof byte[] narrow
                ? new String(narrow, offset() + from, to - from, StandardCharsets.ISO_8859_1)
                : new String((char[]) units, offset() + from, to - from);
    }

    final void appendTo(StringBuilder out, int length) {
        if (units instanceof char[] wide) {
            out.append(wide, offset(), length);
        } else if (length > SHORT) {
            out.append(text(0, length));
        } else {
            for (int i = 0; i < length; i++) {
                out.append(charAt(i));
            }
        }
    }

    @Override
    int ref() {
        return REF;
    }

    @Override
    long weight(int length) {
        return length;
    }

    private int capacity() {
        return units instanceof byte[] narrow ? narrow.length : ((char[]) units).length;
    }

    /** Whether a half of so many units shares the array: not if it is short, nor if it would keep much that nobody reads. */
    private boolean isWorthSharing(int length) {
        return length > COPIED && length >= capacity() / 8;
    }

    /** An array of its own for the units {@code [from, to)} of another. */
    static Object copy(Object units, int from, int to) {
        return units instanceof byte[] narrow
                ? Arrays.copyOfRange(narrow, from, to)
                : Arrays.copyOfRange((char[]) units, from, to);
    }

    /** Splits; a surrogate pair that is cut becomes U+FFFD on both sides, as yjs does it, so that both halves are text. */
    @Override
    final Content splitOff(int at, int length) {
        if (units instanceof char[] wide && Character.isHighSurrogate(wide[offset() + at - 1])) {
            wide[offset() + at - 1] = REPLACEMENT;
            wide[offset() + at] = REPLACEMENT;
        }
        return isWorthSharing(length - at)
                ? new SharedText(units, offset() + at)
                : new StringContent(copy(units, offset() + at, offset() + length));
    }

    @Override
    final Content afterSplit(int at, int length) {
        if (isWorthSharing(length - at)) {
            return isWorthSharing(at)
                    ? new SharedText(units, offset())
                    : new StringContent(copy(units, offset(), offset() + at));
        }
        if (!isShared() && at < capacity() / 2) {
            units = copy(units, 0, at);
        }
        return this;
    }

    @Override
    boolean append(Content next, int length, int rightLength) {
        StringContent right = (StringContent) next;
        int wanted = length + rightLength;
        if (units instanceof byte[] narrow && right.units instanceof byte[] more) {
            byte[] target = wanted <= narrow.length ? narrow : Arrays.copyOf(narrow, Math.max(wanted, roomFor(length)));
            System.arraycopy(more, right.offset(), target, length, rightLength);
            units = target;
            return true;
        }
        char[] target = wide(length, wanted);
        if (right.units instanceof char[] more) {
            System.arraycopy(more, right.offset(), target, length, rightLength);
        } else {
            for (int i = 0; i < rightLength; i++) {
                target[length + i] = right.charAt(i);
            }
        }
        units = target;
        return true;
    }

    /** The first {@code length} units with room for {@code wanted}. */
    private char[] wide(int length, int wanted) {
        if (units instanceof char[] wide) {
            return wanted <= wide.length ? wide : Arrays.copyOf(wide, Math.max(wanted, roomFor(length)));
        }
        char[] wide = new char[Math.max(wanted, roomFor(length))];
        for (int i = 0; i < length; i++) {
            wide[i] = charAt(i);
        }
        return wide;
    }

    private static int roomFor(int length) {
        return length + (length >> 1) + 8;
    }

    @Override
    final void write(Encoder out, int from, int length) {
        if (units instanceof byte[] narrow && isAscii(narrow, offset() + from, offset() + length)) {
            out.writeVarUint((long) length - from);
            out.writeBytes(narrow, offset() + from, length - from);
        } else {
            out.writeVarString(text(from, length));
        }
    }

    private static boolean isAscii(byte[] bytes, int from, int to) {
        for (int i = from; i < to; i++) {
            if (bytes[i] < 0) {
                return false;
            }
        }
        return true;
    }
}
