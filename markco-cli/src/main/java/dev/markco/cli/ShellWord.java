package dev.markco.cli;

import java.util.regex.Pattern;

/** A word as a person may paste it into a shell: names of files come from anybody. */
final class ShellWord {
    private static final Pattern PLAIN = Pattern.compile("[\\p{L}\\p{N}_./@:+,~-]+");

    private ShellWord() {}

    static String of(String word) {
        return PLAIN.matcher(word).matches() && !word.startsWith("~") ? word : "'" + word.replace("'", "'\\''") + "'";
    }
}
