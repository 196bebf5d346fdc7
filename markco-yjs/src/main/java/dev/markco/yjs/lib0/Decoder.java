package dev.markco.yjs.lib0;

import dev.markco.yjs.DecodeException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A reader of lib0 values from a byte array that it does not copy. Every method throws {@link DecodeException} when the
 * bytes end early or are not such a value; no length field makes it allocate more than the bytes that are there can hold.
 * Not thread-safe.
 *
 * <pre>
 * varUint   = 7 bits a byte, low bits first, bit 7: more follow; at most 2^53 - 1
 * varInt    = first byte: bit 7 more, bit 6 negative, 6 low bits; then as varUint; minus zero exists
 * varBytes  = varUint length, bytes
 * varString = varUint length in bytes, UTF-8
 * any       = 127 undefined | 126 null | 125 varInt | 124 float32 BE | 123 float64 BE | 122 int64 BE (bigint)
 *           | 121 false | 120 true | 119 varString | 118 varUint n, n (varString key, any) object
 *           | 117 varUint n, n any (array) | 116 varBytes
 * </pre>
 *
 * Source: the npm package lib0, {@code encoding.js} and {@code decoding.js}.
 */
public final class Decoder {
    private final byte[] bytes;
    private final int end;
    private int position;

    /** Reads all of {@code bytes}, which must not change meanwhile. */
    public Decoder(byte[] bytes) {
        this.bytes = bytes;
        this.end = bytes.length;
    }

    /** Where the next value is read, in bytes from the start of the array. */
    public int position() {
        return position;
    }

    /** Reads on at a position of the array, which must be one that was read before. */
    public void moveTo(int position) {
        if (position < 0 || position > end) {
            throw new IllegalArgumentException("position " + position + " of " + end + " bytes");
        }
        this.position = position;
    }

    /** Bytes not yet consumed. */
    public int remaining() {
        return end - position;
    }

    /** Whether anything is left to read. */
    public boolean hasContent() {
        return position < end;
    }

    /** Reads a byte as 0 to 255. */
    public int readUint8() {
        if (position >= end) {
            throw ended("a byte");
        }
        return bytes[position++] & 0xff;
    }

    /** Reads {@code varUint}. */
    public long readVarUint() {
        if (position < end && bytes[position] >= 0) {
            return bytes[position++];
        }
        return end - position < 5 ? readAnyVarUint() : readIdVarUint();
    }

    /** Reads two to five bytes without a loop, of at least five that remain: ids are most of what is read. */
    private long readIdVarUint() {
        int at = position;
        int value = bytes[at] & 0x7f;
        int next = bytes[at + 1];
        if (next >= 0) {
            position = at + 2;
            return value | next << 7;
        }
        value |= (next & 0x7f) << 7;
        next = bytes[at + 2];
        if (next >= 0) {
            position = at + 3;
            return value | next << 14;
        }
        value |= (next & 0x7f) << 14;
        next = bytes[at + 3];
        if (next >= 0) {
            position = at + 4;
            return value | next << 21;
        }
        value |= (next & 0x7f) << 21;
        next = bytes[at + 4];
        if (next >= 0) {
            position = at + 5;
            return value | (long) next << 28;
        }
        return readAnyVarUint();
    }

    private long readAnyVarUint() {
        int at = position;
        long value = 0;
        for (int shift = 0; ; shift += 7) {
            if (at >= end) {
                position = at;
                throw ended("varUint");
            }
            int next = bytes[at++];
            value |= (long) (next & 0x7f) << shift;
            if (next >= 0) {
                break;
            }
            if (shift >= 49) {
                throw new DecodeException(position, "varUint up to 2^53 - 1", "a longer number");
            }
        }
        if (value > Encoder.MAX_SAFE_INTEGER) {
            throw new DecodeException(position, "varUint up to 2^53 - 1", Long.toString(value));
        }
        position = at;
        return value;
    }

    /** Reads a {@code varUint} that may not exceed {@code max}. */
    public int readVarUint(int max, String what) {
        int start = position;
        long value = readVarUint();
        if (value > max) {
            throw new DecodeException(start, what + " up to " + max, Long.toString(value));
        }
        return (int) value;
    }

    /**
     * Reads a {@code varUint} that counts values of at least {@code minBytes} bytes each, which must all lie within what
     * remains.
     */
    public int readCount(int minBytes, String what) {
        int start = position;
        long value = readVarUint();
        if (value > remaining() / minBytes) {
            throw new DecodeException(
                    start, "a count of " + what + " that " + remaining() + " bytes can hold", Long.toString(value));
        }
        return (int) value;
    }

    /** Reads {@code varInt}; minus zero reads as 0. */
    public long readVarInt() {
        int start = position;
        int first = readUint8();
        return (first & 0x40) == 0 ? readMagnitude(first, start) : -readMagnitude(first, start);
    }

    private long readMagnitude(int first, int start) {
        long value = first & 0x3f;
        boolean more = (first & 0x80) != 0;
        for (int shift = 6; more; shift += 7) {
            if (position >= end) {
                throw ended("varInt");
            }
            if (shift > 48) {
                throw new DecodeException(start, "varInt up to 2^53 - 1", "a longer number");
            }
            int next = bytes[position++];
            value |= (long) (next & 0x7f) << shift;
            more = next < 0;
        }
        if (value > Encoder.MAX_SAFE_INTEGER) {
            throw new DecodeException(start, "varInt up to 2^53 - 1", Long.toString(value));
        }
        return value;
    }

    /** Reads {@code varBytes} into an array of its own. */
    public byte[] readVarBytes() {
        int length = readCount(1, "bytes");
        int from = position;
        position += length;
        return Arrays.copyOfRange(bytes, from, position);
    }

    /** Passes over {@code varBytes}. */
    public void skipVarBytes() {
        int length = readCount(1, "bytes");
        position += length;
    }

    /** Passes over {@code varString}, checked as {@link #readVarString} checks it; returns its UTF-16 units. */
    public int skipVarString() {
        return skipUtf8(readCount(1, "bytes"));
    }

    /** Passes over {@code length} bytes, which must remain, checked to be UTF-8; returns their UTF-16 units. */
    public int skipUtf8(int length) {
        int from = position;
        position += length;
        return Utf8.units(bytes, from, length);
    }

    /** Reads {@code varString}; malformed UTF-8 is refused. */
    public String readVarString() {
        int length = readCount(1, "bytes");
        int from = position;
        position += length;
        return Utf8.decode(bytes, from, length);
    }

    /**
     * Reads {@code any} as {@code null}, {@link Undefined}, Boolean, String, Long (varInt), Double (floats and minus zero),
     * {@link BigInteger} (bigint), {@code byte[]}, an unmodifiable List, or an unmodifiable Map in written order. Arrays and
     * objects nest up to 500 deep.
     */
    public @Nullable Object readAny() {
        return readAny(0);
    }

    private @Nullable Object readAny(int depth) {
        int start = position;
        int type = readUint8();
        requireDepth(depth, start);
        return switch (type) {
            case AnyType.UNDEFINED -> Undefined.INSTANCE;
            case AnyType.NULL -> null;
            case AnyType.INTEGER -> readInteger();
            case AnyType.FLOAT32 -> (double) Float.intBitsToFloat((int) readBigEndian(4));
            case AnyType.FLOAT64 -> Double.longBitsToDouble(readBigEndian(8));
            case AnyType.BIGINT -> BigInteger.valueOf(readBigEndian(8));
            case AnyType.FALSE -> false;
            case AnyType.TRUE -> true;
            case AnyType.STRING -> readVarString();
            case AnyType.OBJECT -> readObject(depth);
            case AnyType.ARRAY -> readArray(depth);
            case AnyType.BINARY -> readVarBytes();
            default -> throw notAny(start, type);
        };
    }

    private Object readInteger() {
        int start = position;
        int first = readUint8();
        long magnitude = readMagnitude(first, start);
        boolean negative = (first & 0x40) != 0;
        if (negative && magnitude == 0) {
            return -0.0;
        }
        return negative ? -magnitude : magnitude;
    }

    private Map<String, @Nullable Object> readObject(int depth) {
        int count = readCount(2, "object entries");
        Map<String, @Nullable Object> object = new LinkedHashMap<>();
        for (int i = 0; i < count; i++) {
            String key = readVarString();
            object.put(key, readAny(depth + 1));
        }
        return Collections.unmodifiableMap(object);
    }

    private List<@Nullable Object> readArray(int depth) {
        int count = readCount(1, "array elements");
        List<@Nullable Object> array = new ArrayList<>(Math.min(count, 1_000));
        for (int i = 0; i < count; i++) {
            array.add(readAny(depth + 1));
        }
        return Collections.unmodifiableList(array);
    }

    /** Passes over {@code any}, checked as {@link #readAny} checks it, without making anything. */
    public void skipAny() {
        skipAny(0);
    }

    private void skipAny(int depth) {
        int start = position;
        int type = readUint8();
        requireDepth(depth, start);
        switch (type) {
            case AnyType.UNDEFINED, AnyType.NULL, AnyType.FALSE, AnyType.TRUE -> {}
            case AnyType.INTEGER -> readVarInt();
            case AnyType.FLOAT32 -> readBigEndian(4);
            case AnyType.FLOAT64, AnyType.BIGINT -> readBigEndian(8);
            case AnyType.STRING -> skipVarString();
            case AnyType.OBJECT -> {
                for (int left = readCount(2, "object entries"); left > 0; left--) {
                    skipVarString();
                    skipAny(depth + 1);
                }
            }
            case AnyType.ARRAY -> {
                for (int left = readCount(1, "array elements"); left > 0; left--) {
                    skipAny(depth + 1);
                }
            }
            case AnyType.BINARY -> skipVarBytes();
            default -> throw notAny(start, type);
        }
    }

    private static void requireDepth(int depth, int start) {
        if (depth > AnyType.MAX_DEPTH) {
            throw new DecodeException(start, "nesting up to " + AnyType.MAX_DEPTH, "a deeper value");
        }
    }

    private static DecodeException notAny(int start, int type) {
        return new DecodeException(start, "an any type from 116 to 127", Integer.toString(type));
    }

    private long readBigEndian(int length) {
        if (remaining() < length) {
            throw ended(length + " bytes");
        }
        long value = 0;
        for (int i = 0; i < length; i++) {
            value = (value << 8) | (bytes[position++] & 0xff);
        }
        return value;
    }

    /** Requires that everything was consumed: trailing bytes mean that the input is something else. */
    public void requireEnd(String what) {
        if (position < end) {
            throw new DecodeException(position, "the end of " + what, remaining() + " more bytes");
        }
    }

    private DecodeException ended(String expected) {
        return new DecodeException(position, expected, "the end of the input");
    }
}
