package dev.markco.yjs.lib0;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A growing byte buffer that writes lib0 values; {@link Decoder} documents the grammar and reads them back. Not
 * thread-safe.
 */
public final class Encoder {
    /** Largest integer a JavaScript number holds exactly: 2^53 - 1. */
    public static final long MAX_SAFE_INTEGER = (1L << 53) - 1;

    /** Characters that are written one by one, because that is faster. */
    private static final int SHORT = 16;

    private byte[] bytes;
    private int size;

    /** An empty buffer. */
    public Encoder() {
        this(64);
    }

    /** An empty buffer with room for {@code capacity} bytes before it grows. */
    public Encoder(int capacity) {
        bytes = new byte[Math.max(16, capacity)];
    }

    /** Bytes written so far. */
    public int size() {
        return size;
    }

    /** A copy of what was written. */
    public byte[] toByteArray() {
        return Arrays.copyOf(bytes, size);
    }

    /** Forgets what was written and keeps the room for the next use. */
    public void clear() {
        size = 0;
    }

    /** Forgets what was written, and room beyond {@code capacity} bytes with it. */
    public void trim(int capacity) {
        size = 0;
        if (bytes.length > capacity) {
            bytes = new byte[Math.max(16, capacity)];
        }
    }

    /** Writes the low 8 bits. */
    public void writeUint8(int value) {
        if (size == bytes.length) {
            grow(1);
        }
        bytes[size++] = (byte) value;
    }

    /** Writes {@code varUint}; the value must not be negative. */
    public void writeVarUint(long value) {
        if (value < 0) {
            throw new IllegalArgumentException("varUint is unsigned: " + value);
        }
        ensure(10);
        long rest = value;
        while (rest > 0x7f) {
            bytes[size++] = (byte) (0x80 | (rest & 0x7f));
            rest >>>= 7;
        }
        bytes[size++] = (byte) rest;
    }

    /** Writes {@code varInt}. */
    public void writeVarInt(long value) {
        if (value == Long.MIN_VALUE) {
            throw new IllegalArgumentException("varInt out of range: " + value);
        }
        writeSigned(Math.abs(value), value < 0);
    }

    private void writeSigned(long magnitude, boolean negative) {
        ensure(10);
        long rest = magnitude >>> 6;
        bytes[size++] = (byte) ((rest > 0 ? 0x80 : 0) | (negative ? 0x40 : 0) | (magnitude & 0x3f));
        while (rest > 0) {
            bytes[size++] = (byte) ((rest > 0x7f ? 0x80 : 0) | (rest & 0x7f));
            rest >>>= 7;
        }
    }

    /** Appends bytes as they are, without a length. */
    public void writeBytes(byte[] source, int from, int length) {
        ensure(length);
        System.arraycopy(source, from, bytes, size, length);
        size += length;
    }

    /** Writes {@code varBytes}. */
    public void writeVarBytes(byte[] source) {
        writeVarUint(source.length);
        writeBytes(source, 0, source.length);
    }

    /** Writes {@code varString}. A lone surrogate has no UTF-8 form: it is written as U+FFFD, as browsers do. */
    public void writeVarString(CharSequence text) {
        int length = text.length();
        int bytesNeeded = Utf8.length(text, 0, length);
        writeVarUint(bytesNeeded);
        if (bytesNeeded == length && length > SHORT && text instanceof String ascii) {
            writeBytes(ascii.getBytes(StandardCharsets.ISO_8859_1), 0, length);
        } else {
            writeUtf8(text, 0, length);
        }
    }

    /** Appends UTF-8 of {@code [from, to)} without a length. */
    public void writeUtf8(CharSequence text, int from, int to) {
        ensure(3 * Math.max(0, to - from));
        size = Utf8.encode(text, from, to, bytes, size);
    }

    /** Appends all that another buffer holds. */
    public void writeAll(Encoder other) {
        writeBytes(other.bytes, 0, other.size);
    }

    /**
     * Writes {@code any}. Accepted: {@code null}, {@link Undefined}, Boolean, String, Number, {@code byte[]}, List, Map with
     * String keys. A number is written as JavaScript writes it: an integer up to 2^31 - 1 as varInt, else float32 if
     * that is exact, else float64; a {@link BigInteger}, or a Long beyond 2^53 - 1, as a 64-bit bigint.
     *
     * @throws IllegalArgumentException for any other class, and for nesting deeper than 500
     */
    public void writeAny(@Nullable Object value) {
        writeAny(value, 0);
    }

    private void writeAny(@Nullable Object value, int depth) {
        if (depth > AnyType.MAX_DEPTH) {
            throw new IllegalArgumentException("nested deeper than " + AnyType.MAX_DEPTH);
        }
        if (value == null) {
            writeUint8(AnyType.NULL);
        } else if (value instanceof String text) {
            writeUint8(AnyType.STRING);
            writeVarString(text);
        } else if (value instanceof Boolean truth) {
            writeUint8(truth ? AnyType.TRUE : AnyType.FALSE);
        } else if (value instanceof Number number) {
            writeNumber(number);
        } else if (value instanceof List<?> list) {
            writeUint8(AnyType.ARRAY);
            writeVarUint(list.size());
            for (Object element : list) {
                writeAny(element, depth + 1);
            }
        } else if (value instanceof Map<?, ?> map) {
            writeUint8(AnyType.OBJECT);
            writeVarUint(map.size());
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                if (!(entry.getKey() instanceof String key)) {
                    throw new IllegalArgumentException("an object's keys are strings, not " + entry.getKey());
                }
                writeVarString(key);
                writeAny(entry.getValue(), depth + 1);
            }
        } else if (value instanceof byte[] binary) {
            writeUint8(AnyType.BINARY);
            writeVarBytes(binary);
        } else if (value instanceof Undefined) {
            writeUint8(AnyType.UNDEFINED);
        } else {
            throw new IllegalArgumentException("no any form for " + value.getClass());
        }
    }

    private void writeNumber(Number number) {
        if (number instanceof BigInteger big) {
            writeUint8(AnyType.BIGINT);
            writeBigEndian(big.longValueExact(), 8);
        } else if (number instanceof Long
                || number instanceof Integer
                || number instanceof Short
                || number instanceof Byte) {
            long value = number.longValue();
            if (Math.abs(value) <= Integer.MAX_VALUE && value != Long.MIN_VALUE) {
                writeUint8(AnyType.INTEGER);
                writeVarInt(value);
            } else if (value >= -MAX_SAFE_INTEGER && value <= MAX_SAFE_INTEGER) {
                writeFloat((double) value);
            } else {
                writeUint8(AnyType.BIGINT);
                writeBigEndian(value, 8);
            }
        } else if (number instanceof Double || number instanceof Float) {
            double value = number.doubleValue();
            if (value == Math.rint(value) && Math.abs(value) <= Integer.MAX_VALUE) {
                writeUint8(AnyType.INTEGER);
                writeSigned((long) Math.abs(value), value < 0 || isMinusZero(value));
            } else {
                writeFloat(value);
            }
        } else {
            throw new IllegalArgumentException("no any form for " + number.getClass());
        }
    }

    private static boolean isMinusZero(double value) {
        return value == 0 && Double.doubleToRawLongBits(value) != 0;
    }

    private void writeFloat(double value) {
        float narrow = (float) value;
        if (narrow == value) {
            writeUint8(AnyType.FLOAT32);
            writeBigEndian(Float.floatToIntBits(narrow), 4);
        } else {
            writeUint8(AnyType.FLOAT64);
            writeBigEndian(Double.doubleToLongBits(value), 8);
        }
    }

    private void writeBigEndian(long value, int length) {
        for (int i = length - 1; i >= 0; i--) {
            writeUint8((int) (value >>> (8 * i)));
        }
    }

    private void ensure(int more) {
        if (bytes.length - size < more) {
            grow(more);
        }
    }

    private void grow(int more) {
        int wanted = Math.addExact(size, more);
        bytes = Arrays.copyOf(bytes, Math.max(wanted, (int) Math.min(Integer.MAX_VALUE - 8L, 2L * bytes.length)));
    }
}
