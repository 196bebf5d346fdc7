package dev.markco.yjs.internal;

import dev.markco.yjs.lib0.Encoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A run of text in UTF-16 units: one byte a unit while all are Latin-1, else two; with room at the end, so that typing
 * appends in place in amortised constant time.
 */
final class StringContent extends Content {
    static final int REF = 4;
    private static final char REPLACEMENT = '\uFFFD';

    /** Exactly one of the two is there. */
    private byte @Nullable [] narrow;

    private char @Nullable [] wide;

    private StringContent(byte @Nullable [] narrow, char @Nullable [] wide) {
        this.narrow = narrow;
        this.wide = wide;
    }

    static StringContent of(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) > 0xff) {
                return new StringContent(null, text.toCharArray());
            }
        }
        return new StringContent(text.getBytes(StandardCharsets.ISO_8859_1), null);
    }

    /** The text of checked UTF-8 in {@code [from, to)}, which has {@code units} UTF-16 units. */
    static StringContent ofUtf8(byte[] utf8, int from, int to, int units) {
        return units == to - from
                ? new StringContent(Arrays.copyOfRange(utf8, from, to), null)
                : of(new String(utf8, from, to - from, StandardCharsets.UTF_8));
    }

    private char[] wide() {
        return Objects.requireNonNull(wide);
    }

    char charAt(int index) {
        return narrow != null ? (char) (narrow[index] & 0xff) : wide()[index];
    }

    String text(int from, int to) {
        return narrow != null
                ? new String(narrow, from, to - from, StandardCharsets.ISO_8859_1)
                : new String(wide(), from, to - from);
    }

    void appendTo(StringBuilder out, int length) {
        if (narrow != null) {
            out.append(text(0, length));
        } else {
            out.append(wide(), 0, length);
        }
    }

    @Override
    int ref() {
        return REF;
    }

    /** Splits; a surrogate pair that is cut becomes U+FFFD on both sides, as yjs does it, so that both halves are text. */
    @Override
    Content splitOff(int at, int length) {
        if (narrow != null) {
            StringContent right = new StringContent(Arrays.copyOfRange(narrow, at, length), null);
            narrow = Arrays.copyOf(narrow, at);
            return right;
        }
        char[] units = wide();
        char[] tail = Arrays.copyOfRange(units, at, length);
        char[] head = Arrays.copyOf(units, at);
        if (Character.isHighSurrogate(head[at - 1])) {
            head[at - 1] = REPLACEMENT;
            tail[0] = REPLACEMENT;
        }
        wide = head;
        return new StringContent(null, tail);
    }

    @Override
    boolean append(Content next, int length, int rightLength) {
        StringContent right = (StringContent) next;
        int wanted = length + rightLength;
        if (narrow != null && right.narrow != null) {
            if (wanted > narrow.length) {
                narrow = Arrays.copyOf(narrow, Math.max(wanted, roomFor(length)));
            }
            System.arraycopy(right.narrow, 0, narrow, length, rightLength);
            return true;
        }
        char[] units = wide;
        if (narrow != null) {
            units = new char[Math.max(wanted, roomFor(length))];
            for (int i = 0; i < length; i++) {
                units[i] = (char) (narrow[i] & 0xff);
            }
            narrow = null;
        } else if (wanted > wide().length) {
            units = Arrays.copyOf(wide(), Math.max(wanted, roomFor(length)));
        }
        char[] target = Objects.requireNonNull(units);
        for (int i = 0; i < rightLength; i++) {
            target[length + i] = right.charAt(i);
        }
        wide = target;
        return true;
    }

    private static int roomFor(int length) {
        return length + (length >> 1) + 8;
    }

    @Override
    void write(Encoder out, int from, int length) {
        if (narrow != null && isAscii(narrow, from, length)) {
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
