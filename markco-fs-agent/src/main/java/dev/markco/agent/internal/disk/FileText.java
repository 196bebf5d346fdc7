package dev.markco.agent.internal.disk;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Characters as files hold them: UTF-8, byte for byte. */
public final class FileText {
    private static final char REPLACEMENT = '\uFFFD';

    private FileText() {}

    /** The characters of a file, or null when it is not UTF-8, or holds zero bytes, as no text does. */
    public static @Nullable String decode(byte[] content) {
        if (hasZero(content)) {
            return null;
        }
        try {
            CharBuffer text = StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(content));
            return text.toString();
        } catch (CharacterCodingException e) {
            return null;
        }
    }

    /** Why bytes are no text of a file, a clause for people. */
    static String whyNot(byte[] content) {
        return hasZero(content) ? "it holds zero bytes, which no text does" : "it is not UTF-8 text";
    }

    private static boolean hasZero(byte[] content) {
        for (byte unit : content) {
            if (unit == 0) {
                return true;
            }
        }
        return false;
    }

    /**
     * The nearest text that a file can hold. Each surrogate without its partner, and each NUL, becomes U+FFFD, so that offsets
     * stay as they are.
     */
    public static String writable(String text) {
        StringBuilder fixed = null;
        for (int at = 0; at < text.length(); at++) {
            char unit = text.charAt(at);
            if (!Character.isSurrogate(unit) && unit != 0) {
                continue;
            }
            if (Character.isHighSurrogate(unit)
                    && at + 1 < text.length()
                    && Character.isLowSurrogate(text.charAt(at + 1))) {
                at++;
                continue;
            }
            if (fixed == null) {
                fixed = new StringBuilder(text);
            }
            fixed.setCharAt(at, REPLACEMENT);
        }
        return fixed == null ? text : fixed.toString();
    }
}
