package dev.markco.agent.internal.watch;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The patterns of a file in the format of {@code .gitignore}, as git reads them: a port of {@code dir.c} of git 2.39. Immutable. */
final class GitPatterns {
    private final List<Pattern> patterns;
    private final boolean foldsCase;

    private GitPatterns(List<Pattern> patterns, boolean foldsCase) {
        this.patterns = patterns;
        this.foldsCase = foldsCase;
    }

    /**
     * One line.
     *
     * @param literal how many of its bytes, from the start, are no wildcard
     * @param baseName whether it is about the last part of a name only
     * @param suffix whether it is an asterisk and a literal
     */
    @SuppressWarnings("ArrayRecordComponent") // Never compared.
    private record Pattern(
            byte[] text, int literal, boolean negative, boolean directory, boolean baseName, boolean suffix) {}

    /** Reads a file's bytes. */
    static GitPatterns parse(byte[] file, boolean foldsCase) {
        List<Pattern> patterns = new ArrayList<>();
        boolean marked = file.length >= 3 && file[0] == (byte) 0xEF && file[1] == (byte) 0xBB && file[2] == (byte) 0xBF;
        int start = marked ? 3 : 0;
        for (int at = start; at <= file.length; at++) {
            if (at == file.length || file[at] == '\n') {
                if (at > start && file[start] != '#') {
                    int end = file[at - 1] == '\r' ? at - 1 : at;
                    patterns.add(parseLine(trimmed(Arrays.copyOfRange(file, start, end))));
                }
                start = at + 1;
            }
        }
        return new GitPatterns(List.copyOf(patterns), foldsCase);
    }

    /** Without spaces at the end, but for those behind a backslash. */
    private static byte[] trimmed(byte[] line) {
        int spaces = -1;
        for (int at = 0; at < line.length; at++) {
            if (line[at] == 0) {
                return Arrays.copyOf(line, at);
            }
            if (line[at] == ' ') {
                spaces = spaces < 0 ? at : spaces;
            } else {
                if (line[at] == '\\') {
                    at++;
                    if (at == line.length) {
                        return line;
                    }
                }
                spaces = -1;
            }
        }
        return spaces < 0 ? line : Arrays.copyOf(line, spaces);
    }

    private static Pattern parseLine(byte[] line) {
        boolean negative = line.length > 0 && line[0] == '!';
        byte[] text = negative ? Arrays.copyOfRange(line, 1, line.length) : line;
        boolean directory = text.length > 0 && text[text.length - 1] == '/';
        if (directory) {
            text = Arrays.copyOf(text, text.length - 1);
        }
        boolean baseName = indexOf(text, 0, '/') < 0;
        int literal = literal(text, 0);
        boolean suffix = text.length > 0 && text[0] == '*' && literal(text, 1) == text.length;
        return new Pattern(text, literal, negative, directory, baseName, suffix);
    }

    private static int literal(byte[] text, int from) {
        int at = from;
        while (at < text.length && !Wildmatch.isSpecial(text[at])) {
            at++;
        }
        return at;
    }

    private static int indexOf(byte[] text, int from, char c) {
        for (int at = from; at < text.length; at++) {
            if (text[at] == c) {
                return at;
            }
        }
        return -1;
    }

    /**
     * Whether a file or a directory is ignored.
     *
     * @param name relative to where the patterns are from, with {@code /} between directories
     * @return null when no pattern says anything of it
     */
    @Nullable
    Boolean check(String name, boolean isDirectory) {
        if (patterns.isEmpty()) {
            return null;
        }
        byte[] path = name.getBytes(UTF_8);
        byte[] last = name.substring(name.lastIndexOf('/') + 1).getBytes(UTF_8);
        for (int at = patterns.size() - 1; at >= 0; at--) {
            Pattern pattern = patterns.get(at);
            if ((isDirectory || !pattern.directory)
                    && (pattern.baseName ? matchesLast(pattern, last) : matchesPath(pattern, path))) {
                return !pattern.negative;
            }
        }
        return null;
    }

    private boolean matchesLast(Pattern pattern, byte[] last) {
        byte[] text = pattern.text;
        if (pattern.literal == text.length) {
            return text.length == last.length && same(text, 0, last, 0, text.length);
        }
        if (pattern.suffix) {
            int length = text.length - 1;
            return length <= last.length && same(text, 1, last, last.length - length, length);
        }
        return Wildmatch.matches(text, last, false, foldsCase);
    }

    private boolean matchesPath(Pattern pattern, byte[] path) {
        int skip = pattern.text.length > 0 && pattern.text[0] == '/' ? 1 : 0;
        int literal = Math.max(0, pattern.literal - skip);
        if (literal > path.length || !same(pattern.text, skip, path, 0, literal)) {
            return false;
        }
        byte[] rest = Arrays.copyOfRange(pattern.text, skip + literal, pattern.text.length);
        byte[] name = Arrays.copyOfRange(path, literal, path.length);
        if (literal > 0 && rest.length == 0 && name.length == 0) {
            return true;
        }
        return Wildmatch.matches(rest, name, true, foldsCase);
    }

    private boolean same(byte[] one, int from, byte[] other, int start, int length) {
        for (int at = 0; at < length; at++) {
            if (fold(one[from + at]) != fold(other[start + at])) {
                return false;
            }
        }
        return true;
    }

    private int fold(byte c) {
        return foldsCase && c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c;
    }
}
