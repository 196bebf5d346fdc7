package dev.markco.agent.internal.disk;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Characters as files hold them: UTF-8, byte for byte. */
public final class FileText {
    /** Why bytes with zeros among them are no text, a clause for people. */
    public static final String HOLDS_ZEROS = "it holds zero bytes, which no text does";

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
        return hasZero(content) ? HOLDS_ZEROS : "it is not UTF-8 text";
    }

    /** Whether there are zero bytes and nothing else, as in a file whose bytes had not reached the disk when the power failed. */
    public static boolean isZeros(byte[] content) {
        for (byte unit : content) {
            if (unit != 0) {
                return false;
            }
        }
        return content.length > 0;
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
