package dev.markco.yjs.internal;

import dev.markco.yjs.lib0.Encoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A run of text in UTF-16 units: one byte a unit while all are Latin-1, else two; with room at the end, so that typing
 * appends in place in amortised constant time.
 */
final class StringContent extends Content {
    static final int REF = 4;

    /** Units that are handled one by one, because that is faster. */
    private static final int SHORT = 8;

    private static final char REPLACEMENT = '\uFFFD';

    /** A {@code byte[]} of Latin-1 units, or a {@code char[]}. */
    private Object units;

    private StringContent(Object units) {
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

    char charAt(int index) {
        return units instanceof byte[] narrow ? (char) (narrow[index] & 0xff) : ((char[]) units)[index];
    }

    String text(int from, int to) {
        return units instanceof byte[] narrow
                ? new String(narrow, from, to - from, StandardCharsets.ISO_8859_1)
                : new String((char[]) units, from, to - from);
    }

    void appendTo(StringBuilder out, int length) {
        if (units instanceof char[] wide) {
            out.append(wide, 0, length);
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

    /** Splits; a surrogate pair that is cut becomes U+FFFD on both sides, as yjs does it, so that both halves are text. */
    @Override
    Content splitOff(int at, int length) {
        if (units instanceof byte[] narrow) {
            StringContent right = new StringContent(Arrays.copyOfRange(narrow, at, length));
            if (at < narrow.length / 2) {
                units = Arrays.copyOf(narrow, at);
            }
            return right;
        }
        char[] wide = (char[]) units;
        char[] tail = Arrays.copyOfRange(wide, at, length);
        if (Character.isHighSurrogate(wide[at - 1])) {
            wide[at - 1] = REPLACEMENT;
            tail[0] = REPLACEMENT;
        }
        if (at < wide.length / 2) {
            units = Arrays.copyOf(wide, at);
        }
        return new StringContent(tail);
    }

    @Override
    boolean append(Content next, int length, int rightLength) {
        StringContent right = (StringContent) next;
        int wanted = length + rightLength;
        if (units instanceof byte[] narrow && right.units instanceof byte[] more) {
            byte[] target = wanted <= narrow.length ? narrow : Arrays.copyOf(narrow, Math.max(wanted, roomFor(length)));
            System.arraycopy(more, 0, target, length, rightLength);
            units = target;
            return true;
        }
        char[] target = wide(length, wanted);
        for (int i = 0; i < rightLength; i++) {
            target[length + i] = right.charAt(i);
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
    long weight(int length) {
        return length;
    }

    @Override
    void write(Encoder out, int from, int length) {
        if (units instanceof byte[] narrow && isAscii(narrow, from, length)) {
            out.writeVarUint(length - from);
            out.writeBytes(narrow, from, length - from);
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
