package dev.markco.agent.internal.document;

import java.util.Arrays;

/**
 * When a file that changed is read. Appended text is taken at once; other changes when the file has been quiet for a
 * moment, a longer one when it lost its end, as it does while a program rewrites it; after a second at any rate (R13), and
 * not before that when it lost everything: most programs empty a file just before they write it. Pure. Times are
 * milliseconds.
 */
final class Settling {
    static final long QUIET = 30;
    static final long QUIET_WHEN_SHORTER = 200;
    static final long LONGEST = 1_000;
    /** How many bytes make an end. */
    private static final int TAIL = 16;

    private Settling() {}

    /**
     * How long to wait before the file is looked at again, 0 to take it now.
     *
     * @param known what the file held
     * @param seen what it holds
     * @param quiet for how long it has not changed
     * @param waited for how long we have been waiting already
     */
    static long delay(byte[] known, byte[] seen, long quiet, long waited) {
        int same = Arrays.mismatch(known, seen);
        if ((same == known.length && known.length > 0) || waited >= LONGEST) {
            return 0;
        }
        long wanted = quiet(known, seen);
        return quiet >= wanted ? 0 : Math.max(1, Math.min(wanted - quiet, LONGEST - waited));
    }

    /** For how long a file has to be quiet that held {@code known} and holds {@code seen}. */
    static long quiet(byte[] known, byte[] seen) {
        if (!isCutOff(known, seen)) {
            return QUIET;
        }
        return seen.length == 0 ? LONGEST : QUIET_WHEN_SHORTER;
    }

    /** Whether the file lost its end, as it does while a program writes it anew. */
    static boolean isCutOff(byte[] known, byte[] seen) {
        return seen.length < known.length && !hasEnd(known, seen);
    }

    /** Whether the end is the one that was known: a text that is being written anew gets that last. */
    private static boolean hasEnd(byte[] known, byte[] seen) {
        int end = Math.min(TAIL, seen.length);
        return end > 0 && Arrays.equals(known, known.length - end, known.length, seen, seen.length - end, seen.length);
    }
}
