package dev.markco.cli;

import java.util.regex.Pattern;

/** Which names an archive may have its files under: relative ones that stay where they are unpacked. Pure. */
final class SafeName {
    private static final Pattern DRIVE = Pattern.compile("^[A-Za-z]:.*");

    private SafeName() {}

    /** Whether a name, with {@code /} between its segments, can only mean a place inside. */
    static boolean isSafe(String name) {
        if (name.isEmpty()
                || name.indexOf('\\') >= 0
                || name.indexOf('\0') >= 0
                || DRIVE.matcher(name).matches()) {
            return false;
        }
        for (String segment : name.split("/", -1)) {
            if (segment.isEmpty() || segment.equals(".") || segment.equals("..")) {
                return false;
            }
        }
        return true;
    }
}
