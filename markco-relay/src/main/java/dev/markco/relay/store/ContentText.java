package dev.markco.relay.store;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * A document's text as the column {@code content_text} can hold it, and its hash.
 *
 * <p>PostgreSQL's text has no NUL, and UTF-8 has no lone surrogates; each becomes U+FFFD. The state keeps the exact text.
 */
final class ContentText {
    private static final char REPLACEMENT = '\ufffd';

    private ContentText() {}

    /** The nearest text that the column holds: {@code text} itself unless it has a NUL or a lone surrogate. */
    static String storable(String text) {
        int first = firstUnstorable(text);
        if (first < 0) {
            return text;
        }
        StringBuilder out = new StringBuilder(text);
        for (int i = first; i < out.length(); i++) {
            char c = out.charAt(i);
            if (Character.isHighSurrogate(c) && i + 1 < out.length() && Character.isLowSurrogate(out.charAt(i + 1))) {
                i++;
            } else if (c == 0 || Character.isSurrogate(c)) {
                out.setCharAt(i, REPLACEMENT);
            }
        }
        return out.toString();
    }

    private static int firstUnstorable(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == 0 || Character.isSurrogate(c)) {
                return i;
            }
        }
        return -1;
    }

    /** The lower-case hexadecimal MD5 of a text's UTF-8 form; it tells changes apart and protects nothing. */
    static String hash(String text) {
        try {
            MessageDigest md5 = MessageDigest.getInstance("MD5");
            return HexFormat.of().formatHex(md5.digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has MD5", e);
        }
    }
}
