package dev.markco.agent.internal.decision;

import dev.markco.agent.internal.use.Writers;
import java.util.Arrays;

/**
 * When a file that changed is read. Appended text is taken at once; other changes when the file has been quiet for a
 * moment, a longer one when it lost its end, as it does while a program rewrites it; after a second at any rate (R13), and
 * not before that when it lost everything: most programs empty a file just before they write it. Where a program is known to
 * have it open for writing, it is waited for longer (R34). Pure. Times are milliseconds.
 */
public final class Settling {
    static final long QUIET = 30;
    static final long QUIET_WHEN_SHORTER = 200;
    static final long LONGEST = 1_000;
    /** The same while a program has it open for writing. */
    static final long LONGEST_OPEN = 60_000;
    /** A file that is whole, though a program has it open for writing. */
    private static final long QUIET_OPEN = 500;
    /** How many bytes make an end. */
    private static final int TAIL = 16;

    private Settling() {}

    /**
     * How long to wait before the file is looked at again, 0 to take it now.
     *
     * @param known what the file held
     * @param seen what it holds
     * @param writers whether a program has it open for writing
     * @param quiet for how long it has not changed
     * @param waited for how long we have been waiting already
     */
    public static long delay(byte[] known, byte[] seen, Writers writers, long quiet, long waited) {
        long longest = writers == Writers.OPEN ? LONGEST_OPEN : LONGEST;
        if (isExtended(known, seen) || waited >= longest) {
            return 0;
        }
        long wanted = quiet(known, seen, writers);
        return quiet >= wanted ? 0 : Math.max(1, Math.min(Math.min(wanted - quiet, longest - waited), LONGEST));
    }

    /** For how long a file has to be quiet that held {@code known} and holds {@code seen}. */
    public static long quiet(byte[] known, byte[] seen, Writers writers) {
        if (isExtended(known, seen)) {
            return 0;
        }
        if (!isCutOff(known, seen)) {
            return writers == Writers.OPEN ? QUIET_OPEN : QUIET;
        }
        if (writers == Writers.OPEN) {
            return LONGEST_OPEN;
        }
        return seen.length == 0 ? LONGEST : QUIET_WHEN_SHORTER;
    }

    private static boolean isExtended(byte[] known, byte[] seen) {
        return known.length > 0 && Arrays.mismatch(known, seen) == known.length;
    }

    /** Whether the file lost its end, as it does while a program writes it anew. */
    public static boolean isCutOff(byte[] known, byte[] seen) {
        return seen.length < known.length && !hasEnd(known, seen);
    }

    /** Whether the end is the one that was known: a text that is being written anew gets that last. */
    private static boolean hasEnd(byte[] known, byte[] seen) {
        int end = Math.min(TAIL, seen.length);
        return end > 0 && Arrays.equals(known, known.length - end, known.length, seen, seen.length - end, seen.length);
    }
}
