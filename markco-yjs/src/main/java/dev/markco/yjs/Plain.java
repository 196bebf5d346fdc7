package dev.markco.yjs;

import dev.markco.yjs.lib0.Json;
import dev.markco.yjs.lib0.Undefined;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Plain values on their way in and out of shared types. */
final class Plain {
    /** Nesting of shared types that is read, and of values that are written. */
    static final int MAX_DEPTH = 500;

    private Plain() {}

    static int deeper(int depth) {
        if (depth >= MAX_DEPTH) {
            throw new IllegalStateException("shared types nested deeper than " + MAX_DEPTH);
        }
        return depth + 1;
    }

    /** What {@code toJson} shows for a value. */
    static @Nullable Object shown(@Nullable Object value, int depth) {
        return value instanceof YType nested ? nested.toJson(deeper(depth)) : value;
    }

    /** A copy that nobody else can change, or a refusal of what a document cannot hold. */
    static @Nullable Object copy(@Nullable Object value) {
        return copy(value, 0);
    }

    /** A copy of text attributes, which must have a JSON form. */
    static Map<String, @Nullable Object> copyAttributes(Map<String, ?> attributes) {
        Map<String, @Nullable Object> copy = new LinkedHashMap<>();
        attributes.forEach((key, value) -> {
            copy.put(wellFormed(key), copy(value, 0));
            Json.write(copy.get(key));
        });
        return copy;
    }

    private static @Nullable Object copy(@Nullable Object value, int depth) {
        if (depth > MAX_DEPTH) {
            throw new IllegalArgumentException("nested deeper than " + MAX_DEPTH);
        }
        if (value instanceof List<?> list) {
            List<@Nullable Object> copy = new ArrayList<>(list.size());
            for (Object element : list) {
                copy.add(copy(element, depth + 1));
            }
            return Collections.unmodifiableList(copy);
        }
        if (value instanceof Map<?, ?> map) {
            Map<String, @Nullable Object> copy = new LinkedHashMap<>();
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                if (!(entry.getKey() instanceof String key)) {
                    throw new IllegalArgumentException("keys are strings, not " + entry.getKey());
                }
                copy.put(wellFormed(key), copy(entry.getValue(), depth + 1));
            }
            return Collections.unmodifiableMap(copy);
        }
        if (value instanceof byte[] bytes) {
            return bytes.clone();
        }
        if (value instanceof String text) {
            return wellFormed(text);
        }
        if (value == null || value instanceof Boolean || value instanceof Undefined) {
            return value;
        }
        if (value instanceof Integer || value instanceof Short || value instanceof Byte) {
            return ((Number) value).longValue();
        }
        if (value instanceof Float number) {
            return (double) number;
        }
        if (value instanceof Long || value instanceof Double) {
            return value;
        }
        if (value instanceof BigInteger big && big.bitLength() < Long.SIZE) {
            return big;
        }
        throw new IllegalArgumentException("a document cannot hold " + value.getClass() + " " + value);
    }

    /** The text with every lone surrogate as U+FFFD: that is what every other replica will read. */
    static String wellFormed(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i))) {
                if (!startsPair(text, i)) {
                    return replaceLone(text);
                }
                i++;
            }
        }
        return text;
    }

    private static boolean startsPair(String text, int at) {
        return Character.isHighSurrogate(text.charAt(at))
                && at + 1 < text.length()
                && Character.isLowSurrogate(text.charAt(at + 1));
    }

    private static String replaceLone(String text) {
        StringBuilder out = new StringBuilder(text);
        for (int i = 0; i < out.length(); i++) {
            if (Character.isSurrogate(out.charAt(i))) {
                if (startsPair(text, i)) {
                    i++;
                } else {
                    out.setCharAt(i, '\uFFFD');
                }
            }
        }
        return out.toString();
    }

    /** A value as JavaScript's {@code String(value)} shows it. */
    static String javaScriptString(@Nullable Object value) {
        if (value instanceof Double number) {
            return number == Math.rint(number) && Math.abs(number) < 1e21
                    ? new BigDecimal(number).toBigInteger().toString()
                    : number.toString();
        }
        if (value instanceof List<?> list) {
            return list.stream()
                    .map(element -> element == null || element instanceof Undefined ? "" : javaScriptString(element))
                    .collect(Collectors.joining(","));
        }
        if (value instanceof Map<?, ?>
                || value instanceof YMap
                || value instanceof YArray
                || value instanceof SubDocument) {
            return "[object Object]";
        }
        return value instanceof byte[] bytes ? unsigned(bytes) : String.valueOf(value);
    }

    private static String unsigned(byte[] bytes) {
        List<String> numbers = new ArrayList<>();
        for (byte b : bytes) {
            numbers.add(Integer.toString(b & 0xff));
        }
        return String.join(",", numbers);
    }
}
