package dev.markco.sync;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.HexFormat;
import java.util.regex.Pattern;

/** The segments of a {@link DocumentKey}: how each is decoded, encoded, normalised and checked. */
final class KeySegments {
    private static final String UNRESERVED = "-._~!$&'()*+,;=:@";
    private static final Pattern UUID_SHAPE = Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");
    private static final int LONGEST_SHOWN = 80;

    private KeySegments() {}

    static boolean looksLikeUuid(String text) {
        return UUID_SHAPE.matcher(text).matches();
    }

    static String normalize(String name) {
        return Normalizer.normalize(name, Normalizer.Form.NFC);
    }

    static void check(String segment, String part) {
        if (segment.isEmpty()) {
            throw new InvalidKeyException("the " + part + " has an empty segment");
        }
        if (segment.equals(".") || segment.equals("..")) {
            throw new InvalidKeyException("the " + part + " has a segment '" + segment + "'");
        }
        for (int i = 0; i < segment.length(); i++) {
            char c = segment.charAt(i);
            if (Character.isISOControl(c)) {
                throw new InvalidKeyException("the " + part + " has a control character");
            }
            if (c == '\\') {
                throw new InvalidKeyException("the " + part + " has a backslash");
            }
            if (Character.isSurrogate(c)) {
                if (!Character.isHighSurrogate(c)
                        || i + 1 == segment.length()
                        || !Character.isLowSurrogate(segment.charAt(i + 1))) {
                    throw new InvalidKeyException("the " + part + " has half of a surrogate pair");
                }
                i++;
            }
        }
    }

    /** Percent-decodes one segment of a URL's path; {@code +} is itself. */
    static String decode(String raw) {
        if (raw.indexOf('%') < 0) {
            return raw;
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(raw.length());
        int i = 0;
        while (i < raw.length()) {
            int next = raw.indexOf('%', i);
            int end = next < 0 ? raw.length() : next;
            bytes.writeBytes(raw.substring(i, end).getBytes(StandardCharsets.UTF_8));
            if (next < 0) {
                break;
            }
            if (next + 3 > raw.length()
                    || !HexFormat.isHexDigit(raw.charAt(next + 1))
                    || !HexFormat.isHexDigit(raw.charAt(next + 2))) {
                throw new InvalidKeyException("the address has a broken percent escape");
            }
            bytes.write(HexFormat.fromHexDigits(raw, next + 1, next + 3));
            i = next + 3;
        }
        String decoded;
        try {
            decoded = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes.toByteArray()))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new InvalidKeyException("the address is not UTF-8");
        }
        if (decoded.indexOf('/') >= 0) {
            throw new InvalidKeyException("the address hides a '/' in an escape");
        }
        return decoded;
    }

    static String encode(String segment) {
        StringBuilder out = new StringBuilder(segment.length() + 16);
        for (byte b : segment.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xff);
            boolean plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
            if (plain || UNRESERVED.indexOf(c) >= 0) {
                out.append(c);
            } else {
                out.append('%').append(HexFormat.of().withUpperCase().toHexDigits(b));
            }
        }
        return out.toString();
    }

    /** A name as it may stand in a message: no control characters, not too long. */
    static String printable(String name) {
        String plain = name.codePoints()
                .map(c -> Character.isISOControl(c) ? '\ufffd' : c)
                .limit(LONGEST_SHOWN)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
        return plain.length() < name.length() ? plain + "…" : plain;
    }
}
