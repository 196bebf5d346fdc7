package dev.markco.agent.internal.use;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a history says about whether those who wrote a file had read what it held at the mark. Only {@link #READ_BEFORE}, {@link
 * #READ_SINCE_WRITTEN} and {@link #UNKNOWN} are said in doubt. Two things cannot be seen: what somebody reads through a mapping made before the mark,
 * and who opens the file in the very moment in which another opens it to write.
 */
public enum Reading {
    /** Nobody opened it, nor read on through what was open before. */
    UNOPENED,
    /** Whoever opened it wrote and closed it again, and read nothing before the last write. */
    WRITTEN_BLIND,
    /** Whoever opened it read first and then wrote through one descriptor. */
    READ_AND_WRITTEN_IN_ONE,
    /** Somebody else read it, or may have: not everybody reads in a way that shows. */
    READ_BEFORE,
    /** The same, but the first who wrote may have done so before anybody read it: then others read what that one left of it. */
    READ_SINCE_WRITTEN,
    UNKNOWN;

    /** What came of descriptors from before the mark. A cut at an open shows before it or behind, as the kernel has it. */
    private static final String BEFORE = "[NMWa]*";
    /** Readers of what was written, all of whom opened it after the last write. */
    private static final String BEHIND = "(O[OANa]*)?";

    private static final Pattern NO_NAMES = Pattern.compile("[TVD]");
    private static final Pattern UNREAD = Pattern.compile("[^OA]*");
    private static final String WRITES = BEFORE + "(M?OM[aM]*Wa?)+";

    private static final Pattern WRITTEN = Pattern.compile(WRITES);
    private static final Pattern BLIND = Pattern.compile(WRITES + BEHIND);
    private static final Pattern IN_ONE = Pattern.compile("[NWa]*" + "(OA(M[Aa]?)+Wa?)+" + BEHIND);

    private static final List<Pattern> CERTAIN = List.of(UNREAD, BLIND, IN_ONE);

    /** Our own read hides one of whoever has it open, and is none itself. */
    private static final Pattern FIRST_WRITTEN = Pattern.compile("[NWa]*(Oa?)?M.*");

    /** Decides by the order of opens, reads, writes and closes alone, where the last write made what is there. */
    public static Reading of(UseHistory history) {
        if (!history.whole()) {
            return UNKNOWN;
        }
        String letters = opensToCloses(history);
        if (UNREAD.matcher(letters).matches()) {
            return UNOPENED;
        }
        if (BLIND.matcher(letters).matches()) {
            return WRITTEN_BLIND;
        }
        return IN_ONE.matcher(letters).matches() ? READ_AND_WRITTEN_IN_ONE : read(letters);
    }

    /** The same where another file took the place of this one: whoever made that may be any of those who read this one. */
    public static Reading ofReplaced(UseHistory history) {
        Reading inPlace = of(history);
        return switch (inPlace) {
            case UNOPENED, READ_BEFORE, READ_SINCE_WRITTEN, UNKNOWN -> inPlace;
            case WRITTEN_BLIND, READ_AND_WRITTEN_IN_ONE -> {
                String letters = opensToCloses(history);
                yield WRITTEN.matcher(letters).matches() ? WRITTEN_BLIND : read(letters);
            }
        };
    }

    /** Whether all is in doubt that begins with that, so that what follows changes nothing. */
    static boolean isInDoubt(List<Use> beginning) {
        String letters = opensToCloses(new UseHistory(beginning, true));
        return CERTAIN.stream().noneMatch(certain -> {
            Matcher matcher = certain.matcher(letters);
            return matcher.matches() || matcher.hitEnd();
        });
    }

    private static Reading read(String letters) {
        return FIRST_WRITTEN.matcher(letters).matches() ? READ_SINCE_WRITTEN : READ_BEFORE;
    }

    private static String opensToCloses(UseHistory history) {
        return NO_NAMES.matcher(history.letters()).replaceAll("");
    }
}
