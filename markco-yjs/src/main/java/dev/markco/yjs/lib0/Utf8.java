package dev.markco.yjs.lib0;

import dev.markco.yjs.DecodeException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * UTF-8 as browsers write and read it: a lone surrogate is written as U+FFFD, malformed bytes are refused, a byte order
 * mark is text.
 */
final class Utf8 {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());
    /** The bits that no byte of eight ASCII characters has. */
    private static final long NON_ASCII = 0x8080_8080_8080_8080L;

    private Utf8() {}

    /** Bytes that {@link #encode} writes for {@code [from, to)}. */
    static int length(CharSequence text, int from, int to) {
        int length = to - from;
        for (int i = from; i < to; i++) {
            char c = text.charAt(i);
            if (c >= 0x80) {
                if (c < 0x800) {
                    length++;
                } else if (Character.isHighSurrogate(c) && i + 1 < to && Character.isLowSurrogate(text.charAt(i + 1))) {
                    length += 2;
                    i++;
                } else {
                    length += 2;
                }
            }
        }
        return length;
    }

    /** Writes at {@code target[at...]}, which has room for three bytes a char; returns the position after. */
    static int encode(CharSequence text, int from, int to, byte[] target, int at) {
        int out = at;
        for (int i = from; i < to; i++) {
            char c = text.charAt(i);
            if (c < 0x80) {
                target[out++] = (byte) c;
            } else if (c < 0x800) {
                target[out++] = (byte) (0xc0 | (c >> 6));
                target[out++] = (byte) (0x80 | (c & 0x3f));
            } else if (Character.isHighSurrogate(c) && i + 1 < to && Character.isLowSurrogate(text.charAt(i + 1))) {
                int point = Character.toCodePoint(c, text.charAt(++i));
                target[out++] = (byte) (0xf0 | (point >> 18));
                target[out++] = (byte) (0x80 | ((point >> 12) & 0x3f));
                target[out++] = (byte) (0x80 | ((point >> 6) & 0x3f));
                target[out++] = (byte) (0x80 | (point & 0x3f));
            } else {
                char unit = Character.isSurrogate(c) ? '\uFFFD' : c;
                target[out++] = (byte) (0xe0 | (unit >> 12));
                target[out++] = (byte) (0x80 | ((unit >> 6) & 0x3f));
                target[out++] = (byte) (0x80 | (unit & 0x3f));
            }
        }
        return out;
    }

    /** The text of {@code length} bytes at {@code from}, which lie within {@code bytes}. */
    static String decode(byte[] bytes, int from, int length) {
        int end = from + length;
        int at = endOfAscii(bytes, from, end);
        if (at == end) {
            return new String(bytes, from, length, StandardCharsets.ISO_8859_1);
        }
        while (at < end) {
            at += sequenceLength(bytes, at, end);
        }
        return new String(bytes, from, length, StandardCharsets.UTF_8);
    }

    /** UTF-16 units of the text of {@code length} bytes at {@code from}, which lie within {@code bytes}. */
    static int units(byte[] bytes, int from, int length) {
        int end = from + length;
        int at = endOfAscii(bytes, from, end);
        int units = at - from;
        while (at < end) {
            int sequence = sequenceLength(bytes, at, end);
            units += sequence == 4 ? 2 : 1;
            at += sequence;
        }
        return units;
    }

    private static int endOfAscii(byte[] bytes, int from, int end) {
        int at = from;
        while (end - at >= Long.BYTES && ((long) LONGS.get(bytes, at) & NON_ASCII) == 0) {
            at += Long.BYTES;
        }
        while (at < end && bytes[at] >= 0) {
            at++;
        }
        return at;
    }

    private static int sequenceLength(byte[] bytes, int at, int end) {
        int lead = bytes[at] & 0xff;
        if (lead < 0x80) {
            return 1;
        }
        int length = lead >= 0xc2 && lead < 0xe0 ? 2 : (lead & 0xf0) == 0xe0 ? 3 : lead >= 0xf0 && lead < 0xf5 ? 4 : 0;
        if (length == 0 || end - at < length) {
            throw malformed(bytes, at);
        }
        for (int i = 1; i < length; i++) {
            if ((bytes[at + i] & 0xc0) != 0x80) {
                throw malformed(bytes, at + i);
            }
        }
        int second = bytes[at + 1] & 0xff;
        boolean overlong = (lead == 0xe0 && second < 0xa0) || (lead == 0xf0 && second < 0x90);
        boolean surrogate = lead == 0xed && second >= 0xa0;
        boolean beyond = lead == 0xf4 && second >= 0x90;
        if (overlong || surrogate || beyond) {
            throw malformed(bytes, at + 1);
        }
        return length;
    }

    private static DecodeException malformed(byte[] bytes, int at) {
        return new DecodeException(at, "UTF-8", "byte 0x" + Integer.toHexString(bytes[at] & 0xff));
    }
}
