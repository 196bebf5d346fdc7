package dev.markco.agent.internal.file;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.markco.agent.internal.disk.ContentHash;
import dev.markco.agent.internal.disk.FileNames;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The names of the files that keep a text which has no place in a document: {@code name.conflict-<host>-<hash>.md}. Where that
 * would be longer than file systems take, the name is cut and ends with a tilde and the hash of all of it. Pure.
 */
public final class ConflictName {
    private static final int HASH_DIGITS = 8;
    private static final int MOST_OF_HOST = 63;
    private static final Pattern COPY =
            Pattern.compile("(.+)(\\.conflict-[A-Za-z0-9_-]+-[0-9a-f]{" + HASH_DIGITS + "})(\\.[^./]+)");

    private ConflictName() {}

    /** The name that a content which conflicts with the file {@code name} is kept under. */
    static String of(String name, String host, byte[] content) {
        String clean = host.replaceAll("[^A-Za-z0-9_]", "-");
        String infix = ".conflict-" + clean.substring(0, Math.min(clean.length(), MOST_OF_HOST)) + "-"
                + ContentHash.of(content).prefix(HASH_DIGITS);
        return with(name, infix);
    }

    private static String with(String name, String infix) {
        int slash = name.lastIndexOf('/') + 1;
        int dot = name.lastIndexOf('.');
        String stem = name.substring(slash, dot);
        int room = FileNames.MOST_BYTES - bytes(infix) - bytes(name.substring(dot));
        if (bytes(stem) > room) {
            String mark = "~" + ContentHash.of(stem.getBytes(UTF_8)).prefix(HASH_DIGITS);
            stem = head(stem, room - bytes(mark)) + mark;
        }
        return name.substring(0, slash) + stem + infix + name.substring(dot);
    }

    /** As many whole characters from the start as have so many bytes at most (R10). */
    private static String head(String text, int most) {
        int left = most;
        int end = 0;
        while (end < text.length()) {
            int next = text.offsetByCodePoints(end, 1);
            left -= bytes(text.substring(end, next));
            if (left < 0) {
                break;
            }
            end = next;
        }
        return text.substring(0, end);
    }

    private static int bytes(String text) {
        return text.getBytes(UTF_8).length;
    }

    /** Whether a file keeps a text that had no place in another one; unlike {@link #original} it knows cut names. */
    public static boolean isBeside(String copy, String fileName) {
        Matcher matcher = COPY.matcher(copy);
        return matcher.matches()
                && fileName.endsWith(matcher.group(3))
                && with(fileName, matcher.group(2)).equals(copy);
    }

    /** The file that a conflict copy lies beside, as far as its name was not cut; null when the name is not that of a copy. */
    public static @Nullable String original(String copy) {
        Matcher matcher = COPY.matcher(copy);
        return matcher.matches() ? matcher.group(1) + matcher.group(3) : null;
    }
}
