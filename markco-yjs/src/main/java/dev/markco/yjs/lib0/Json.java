package dev.markco.yjs.lib0;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * JSON as JavaScript's {@code JSON.parse} and {@code JSON.stringify} read and write it, over the values of
 * {@link Decoder#readAny()}: format and embed content is sent as JSON text. Nesting is bounded to 500.
 */
public final class Json {
    /** Text that is not JSON, with the reason. */
    private static final class Malformed extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Malformed(int at, String expected) {
            super(expected + " at character " + at, null, false, false);
        }
    }

    private final String text;
    private int at;

    private Json(String text) {
        this.text = text;
    }

    /** The value of a JSON text: null, Boolean, Long or Double, String, unmodifiable List or Map. */
    public static @Nullable Object parse(String text) {
        try {
            return new Json(text).document();
        } catch (Malformed malformed) {
            throw new IllegalArgumentException("not JSON: " + malformed.getMessage(), malformed);
        }
    }

    /** Why the text is not JSON; null if it is. */
    public static @Nullable String errorOf(String text) {
        try {
            new Json(text).document();
            return null;
        } catch (Malformed malformed) {
            return "text without " + malformed.getMessage();
        }
    }

    /** Writes a value of {@link #parse}; {@link Undefined} becomes null in lists and is left out of objects. */
    public static String write(@Nullable Object value) {
        StringBuilder out = new StringBuilder();
        write(value, out, 0);
        return out.toString();
    }

    private @Nullable Object document() {
        Object value = value(0);
        skipSpace();
        if (at < text.length()) {
            throw new Malformed(at, "the end");
        }
        return value;
    }

    private void skipSpace() {
        while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
    }

    private char peek() {
        skipSpace();
        if (at >= text.length()) {
            throw new Malformed(at, "a value");
        }
        return text.charAt(at);
    }

    private void expect(char wanted) {
        if (peek() != wanted) {
            throw new Malformed(at, "'" + wanted + "'");
        }
        at++;
    }

    private @Nullable Object value(int depth) {
        if (depth > AnyType.MAX_DEPTH) {
            throw new Malformed(at, "nesting up to " + AnyType.MAX_DEPTH);
        }
        return switch (peek()) {
            case '{' -> object(depth);
            case '[' -> array(depth);
            case '"' -> string();
            case 't' -> word("true", true);
            case 'f' -> word("false", false);
            case 'n' -> word("null", null);
            default -> number();
        };
    }

    private @Nullable Object word(String word, @Nullable Object value) {
        if (!text.startsWith(word, at)) {
            throw new Malformed(at, "a value");
        }
        at += word.length();
        return value;
    }

    private Map<String, @Nullable Object> object(int depth) {
        Map<String, @Nullable Object> object = new LinkedHashMap<>();
        at++;
        if (peek() == '}') {
            at++;
            return Map.of();
        }
        while (true) {
            if (peek() != '"') {
                throw new Malformed(at, "a key");
            }
            String key = string();
            expect(':');
            object.put(key, value(depth + 1));
            if (peek() == '}') {
                at++;
                return Collections.unmodifiableMap(object);
            }
            expect(',');
        }
    }

    private List<@Nullable Object> array(int depth) {
        List<@Nullable Object> array = new ArrayList<>();
        at++;
        if (peek() == ']') {
            at++;
            return List.of();
        }
        while (true) {
            array.add(value(depth + 1));
            if (peek() == ']') {
                at++;
                return Collections.unmodifiableList(array);
            }
            expect(',');
        }
    }

    private String string() {
        StringBuilder out = new StringBuilder();
        at++;
        while (at < text.length()) {
            char c = text.charAt(at++);
            if (c == '"') {
                return out.toString();
            }
            if (c < 0x20) {
                throw new Malformed(at - 1, "an escaped control character");
            }
            out.append(c == '\\' ? escape() : c);
        }
        throw new Malformed(at, "'\"'");
    }

    private char escape() {
        if (at >= text.length()) {
            throw new Malformed(at, "an escape");
        }
        char c = text.charAt(at++);
        return switch (c) {
            case '"', '\\', '/' -> c;
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'u' -> unicode();
            default -> throw new Malformed(at - 1, "an escape");
        };
    }

    private char unicode() {
        int unit = 0;
        for (int i = 0; i < 4; i++, at++) {
            int digit = at < text.length() ? Character.digit(text.charAt(at), 16) : -1;
            if (digit < 0 || text.charAt(at) >= 0x80) {
                throw new Malformed(at, "a hexadecimal digit");
            }
            unit = unit * 16 + digit;
        }
        return (char) unit;
    }

    private Object number() {
        int start = at;
        boolean integer = true;
        if (at < text.length() && text.charAt(at) == '-') {
            at++;
        }
        if (at < text.length() && text.charAt(at) == '0') {
            at++;
        } else {
            digits();
        }
        if (at < text.length() && text.charAt(at) == '.') {
            integer = false;
            at++;
            digits();
        }
        if (at < text.length() && (text.charAt(at) == 'e' || text.charAt(at) == 'E')) {
            integer = false;
            at++;
            if (at < text.length() && (text.charAt(at) == '+' || text.charAt(at) == '-')) {
                at++;
            }
            digits();
        }
        String number = text.substring(start, at);
        if (integer && number.length() <= 16 && !number.equals("-0")) {
            return Long.valueOf(number);
        }
        return Double.valueOf(number);
    }

    private void digits() {
        int start = at;
        while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
            at++;
        }
        if (at == start) {
            throw new Malformed(at, "a digit");
        }
    }

    private static void write(@Nullable Object value, StringBuilder out, int depth) {
        if (depth > AnyType.MAX_DEPTH) {
            throw new IllegalArgumentException("nested deeper than " + AnyType.MAX_DEPTH);
        }
        if (value instanceof String string) {
            quote(string, out);
        } else if (value instanceof List<?> list) {
            char separator = '[';
            for (Object element : list) {
                out.append(separator);
                write(element, out, depth + 1);
                separator = ',';
            }
            out.append(list.isEmpty() ? "[]" : "]");
        } else if (value instanceof Map<?, ?> map) {
            out.append('{');
            boolean first = true;
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                if (!(entry.getValue() instanceof Undefined)) {
                    if (!first) {
                        out.append(',');
                    }
                    first = false;
                    quote(String.valueOf(entry.getKey()), out);
                    out.append(':');
                    write(entry.getValue(), out, depth + 1);
                }
            }
            out.append('}');
        } else if (value instanceof Double || value instanceof Float) {
            out.append(number(((Number) value).doubleValue()));
        } else if (value == null || value instanceof Undefined) {
            out.append("null");
        } else if (value instanceof Number || value instanceof Boolean) {
            out.append(value);
        } else {
            throw new IllegalArgumentException("no JSON form for " + value.getClass());
        }
    }

    private static String number(double value) {
        if (Double.isNaN(value) || Double.isInfinite(value)) {
            return "null";
        }
        if (value == Math.rint(value) && Math.abs(value) <= Encoder.MAX_SAFE_INTEGER) {
            return Long.toString((long) value);
        }
        return Double.toString(value);
    }

    private static void quote(String string, StringBuilder out) {
        out.append('"');
        for (int i = 0; i < string.length(); i++) {
            char c = string.charAt(i);
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                default -> {
                    if (c < 0x20) {
                        out.append("\\u00")
                                .append(Character.forDigit(c >> 4, 16))
                                .append(Character.forDigit(c & 15, 16));
                    } else {
                        out.append(c);
                    }
                }
            }
        }
        out.append('"');
    }
}
