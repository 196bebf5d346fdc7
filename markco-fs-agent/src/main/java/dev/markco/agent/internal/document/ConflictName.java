package dev.markco.agent.internal.document;

import dev.markco.agent.internal.disk.ContentHash;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The names of the files that keep a text which has no place in a document. Pure. */
public final class ConflictName {
    private static final int HASH_DIGITS = 8;
    private static final Pattern COPY =
            Pattern.compile("(.+)\\.conflict-[A-Za-z0-9_-]+-[0-9a-f]{" + HASH_DIGITS + "}(\\.[^./]+)");

    private ConflictName() {}

    /** The name that a content which conflicts with the file {@code name} is kept under. */
    static String of(String name, String host, byte[] content) {
        int dot = name.lastIndexOf('.');
        return name.substring(0, dot) + ".conflict-" + host.replaceAll("[^A-Za-z0-9_]", "-") + "-"
                + ContentHash.of(content).prefix(HASH_DIGITS) + name.substring(dot);
    }

    /** The file that a conflict copy lies beside, null when the name is not that of one. */
    public static @Nullable String original(String copy) {
        Matcher matcher = COPY.matcher(copy);
        return matcher.matches() ? matcher.group(1) + matcher.group(2) : null;
    }
}
