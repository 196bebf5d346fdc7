package dev.markco.agent.internal.watch;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import org.jspecify.annotations.Nullable;

/**
 * Patterns as git compares them with names, byte by byte: a port of {@code wildmatch.c} of git 2.39. Pure.
 *
 * <p>A pattern may come from anybody, and some take exponential time: after {@value #MOST_STEPS} steps it is said to match, since
 * what it is about may be private.
 *
 * <p>Not JGit's {@code IgnoreNode}, which is at hand: of 12,000 generated pairs of patterns and names it takes 241 otherwise than
 * git 2.39 does (brackets that are malformed, in which case it drops the whole pattern, unknown classes, and characters of more
 * than one byte in brackets), and what is published though git ignores it cannot be taken back.
 */
final class Wildmatch {
    private static final int MOST_STEPS = 100_000;

    private static final int MATCH = 0;
    private static final int NO_MATCH = 1;
    private static final int ABORT_ALL = -1;
    private static final int ABORT_TO_STARSTAR = -2;

    private static final int NOT_IN_SET = -1;
    private static final int MALFORMED = -2;

    private final byte[] pattern;
    private final byte[] text;
    /** Whether a slash is matched by slashes and double asterisks only. */
    private final boolean pathname;

    private final boolean foldsCase;
    private int steps;

    private Wildmatch(byte[] pattern, byte[] text, boolean pathname, boolean foldsCase) {
        this.pattern = pattern;
        this.text = text;
        this.pathname = pathname;
        this.foldsCase = foldsCase;
    }

    static boolean matches(byte[] pattern, byte[] text, boolean pathname, boolean foldsCase) {
        Wildmatch match = new Wildmatch(pattern, text, pathname, foldsCase);
        return match.match(0, 0) == MATCH || match.steps > MOST_STEPS;
    }

    static boolean isSpecial(int c) {
        return c == '*' || c == '?' || c == '[' || c == '\\';
    }

    /** As C strings end. */
    private int p(int at) {
        return at < pattern.length ? pattern[at] & 0xff : 0;
    }

    private int t(int at) {
        return at < text.length ? text[at] & 0xff : 0;
    }

    private int fold(int c) {
        return foldsCase && c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c;
    }

    private int match(int from, int start) {
        int p = from;
        int t = start;
        for (; p(p) != 0; t++, p++) {
            if (++steps > MOST_STEPS) {
                return ABORT_ALL;
            }
            int pc = fold(p(p));
            int tc = fold(t(t));
            if (tc == 0 && pc != '*') {
                return ABORT_ALL;
            }
            switch (pc) {
                case '?' -> {
                    if (pathname && tc == '/') {
                        return NO_MATCH;
                    }
                }
                case '*' -> {
                    int next = p + 1;
                    boolean slashes = !pathname;
                    if (p(next) == '*') {
                        int before = p - 1;
                        while (p(next) == '*') {
                            next++;
                        }
                        if (pathname) {
                            boolean whole = (before < from || p(before) == '/')
                                    && (p(next) == 0 || p(next) == '/' || (p(next) == '\\' && p(next + 1) == '/'));
                            if (whole && p(next) == '/' && match(next + 1, t) == MATCH) {
                                return MATCH;
                            }
                            slashes = whole;
                        }
                    }
                    p = next;
                    if (p(p) == 0) {
                        return slashes || slash(t) < 0 ? MATCH : NO_MATCH;
                    }
                    if (slashes || p(p) != '/') {
                        return star(p, t, slashes);
                    }
                    t = slash(t);
                    if (t < 0) {
                        return NO_MATCH;
                    }
                }
                case '[' -> {
                    int end = set(p, tc, t(t));
                    if (end < 0) {
                        return end == NOT_IN_SET ? NO_MATCH : ABORT_ALL;
                    }
                    p = end;
                }
                default -> {
                    if (pc == '\\') {
                        p++;
                        pc = p(p);
                    }
                    if (tc != pc) {
                        return NO_MATCH;
                    }
                    if (pc == 0) {
                        return ABORT_ALL;
                    }
                }
            }
        }
        return t(t) == 0 ? MATCH : NO_MATCH;
    }

    private int slash(int from) {
        for (int at = from; at < text.length; at++) {
            if (text[at] == '/') {
                return at;
            }
        }
        return -1;
    }

    /** What follows an asterisk, at each place where that may end. */
    private int star(int p, int start, boolean slashes) {
        int t = start;
        int tc = fold(t(t));
        while (tc != 0) {
            if (!isSpecial(p(p))) {
                int pc = fold(p(p));
                tc = fold(t(t));
                while (tc != 0 && (slashes || tc != '/') && tc != pc) {
                    t++;
                    tc = fold(t(t));
                }
                if (tc != pc) {
                    return NO_MATCH;
                }
            }
            int matched = match(p, t);
            if (matched != NO_MATCH) {
                if (!slashes || matched != ABORT_TO_STARSTAR) {
                    return matched;
                }
            } else if (!slashes && tc == '/') {
                return ABORT_TO_STARSTAR;
            }
            t++;
            tc = fold(t(t));
        }
        return ABORT_ALL;
    }

    /** Where a set in brackets ends that has the character; below 0 when it has not, or does not end. */
    private int set(int open, int tc, int asIs) {
        int p = open + 1;
        int pc = p(p);
        boolean negated = pc == '!' || pc == '^';
        if (negated) {
            p++;
            pc = p(p);
        }
        int before = 0;
        boolean matched = false;
        do {
            if (pc == 0) {
                return MALFORMED;
            }
            if (pc == '\\') {
                p++;
                pc = p(p);
                if (pc == 0) {
                    return MALFORMED;
                }
                matched |= tc == pc;
            } else if (pc == '-' && before != 0 && p(p + 1) != 0 && p(p + 1) != ']') {
                p++;
                pc = p(p);
                if (pc == '\\') {
                    p++;
                    pc = p(p);
                    if (pc == 0) {
                        return MALFORMED;
                    }
                }
                int upper = foldsCase && tc >= 'a' && tc <= 'z' ? tc - ('a' - 'A') : tc;
                matched |= (tc >= before && tc <= pc) || (upper >= before && upper <= pc);
                pc = 0;
            } else if (pc == '[' && p(p + 1) == ':') {
                int name = p + 2;
                int end = name;
                while (p(end) != 0 && p(end) != ']') {
                    end++;
                }
                if (p(end) == 0) {
                    return MALFORMED;
                }
                if (end - name - 1 < 0 || p(end - 1) != ':') {
                    matched |= tc == '[';
                } else {
                    Boolean in = isInClass(new String(pattern, name, end - name - 1, ISO_8859_1), tc);
                    if (in == null) {
                        return MALFORMED;
                    }
                    matched |= in;
                    p = end;
                    pc = 0;
                }
            } else {
                matched |= tc == pc;
            }
            before = pc;
            p++;
            pc = p(p);
        } while (pc != ']');
        return matched == negated || (pathname && asIs == '/') ? NOT_IN_SET : p;
    }

    /** Null when there is no such class. */
    private @Nullable Boolean isInClass(String name, int c) {
        boolean lower = c >= 'a' && c <= 'z';
        boolean upper = c >= 'A' && c <= 'Z';
        boolean digit = c >= '0' && c <= '9';
        boolean visible = c > ' ' && c < 0x7f;
        return switch (name) {
            case "alnum" -> lower || upper || digit;
            case "alpha" -> lower || upper;
            case "blank" -> c == ' ' || c == '\t';
            case "cntrl" -> c < ' ' || c == 0x7f;
            case "digit" -> digit;
            case "graph" -> visible;
            case "lower" -> lower;
            case "print" -> visible || c == ' ';
            case "punct" -> visible && !lower && !upper && !digit;
            case "space" -> c == ' ' || (c >= '\t' && c <= '\r');
            case "upper" -> upper || (foldsCase && lower);
            case "xdigit" -> digit || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
            default -> null;
        };
    }
}
