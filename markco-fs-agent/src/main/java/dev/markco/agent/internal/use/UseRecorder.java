package dev.markco.agent.internal.use;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * The uses of one file since a mark, in bounded memory however often it is used. What is left out changes no {@link Reading}:
 * of a run of opens, reads and closes the first few and the last one stay, of equal writes in a row one, and of much more the
 * beginning and the end where the beginning says it all. Not thread-safe.
 */
public final class UseRecorder {
    /** Of more than so many different things the middle goes, or the history is given up. */
    private static final int LIMIT = 64;
    /** So many are the beginning. */
    private static final int BEGINNING = 32;

    /** What is kept of a run of reading. Any run of more than five says that somebody read, or comes after all writing. */
    private static final int READING_RUN = 8;

    private static final Set<Use> READING = EnumSet.of(Use.OPEN, Use.ACCESS, Use.ACCESS_BESIDE_OURS, Use.CLOSE_NOWRITE);

    /** Sets of uses of which two that take turns are said once. */
    private static final List<Set<Use>> TURNS = List.of(
            EnumSet.of(Use.ACCESS, Use.ACCESS_BESIDE_OURS, Use.CLOSE_NOWRITE),
            EnumSet.of(Use.ACCESS, Use.MODIFY),
            EnumSet.of(Use.ACCESS_BESIDE_OURS, Use.MODIFY));

    private final List<Use> uses = new ArrayList<>();
    private boolean whole = true;
    /** Whether the beginning leaves all in doubt, whatever follows. */
    private boolean saysAll;

    /** Begins anew; {@code knowing} is whether what comes will be told. */
    public void restart(boolean knowing) {
        uses.clear();
        saysAll = false;
        whole = knowing;
    }

    /** Something may have happened that is not told. */
    public void lose() {
        whole = false;
    }

    /** Something happened. */
    public void add(Use use) {
        if (!uses.isEmpty() && uses.get(uses.size() - 1) == use) {
            return;
        }
        if (uses.size() == LIMIT) {
            // The beginning does not change any more: what was found of it once holds.
            saysAll = saysAll || (whole && Reading.isInDoubt(uses.subList(0, BEGINNING)));
            if (!saysAll) {
                lose();
                return;
            }
            uses.remove(BEGINNING);
        }
        uses.add(use);
        if (use == Use.CLOSE_WRITE) {
            dropRepeated(uses.size() - uses.lastIndexOf(Use.OPEN));
        } else if (takesTurns()) {
            dropRepeated(2);
        }
        shortenReading();
    }

    /** What was recorded. */
    public UseHistory history() {
        return new UseHistory(uses, whole);
    }

    private boolean takesTurns() {
        int size = uses.size();
        return size > 1 && TURNS.stream().anyMatch(set -> set.containsAll(uses.subList(size - 2, size)));
    }

    private void shortenReading() {
        int run = 0;
        while (run < uses.size() && READING.contains(uses.get(uses.size() - 1 - run))) {
            run++;
        }
        if (run > READING_RUN) {
            Use last = uses.remove(uses.size() - 1);
            uses.remove(uses.size() - 1);
            if (uses.get(uses.size() - 1) != last) {
                uses.add(last);
            }
        }
    }

    /** Drops the last {@code length} uses where the same ones came before them. */
    private void dropRepeated(int length) {
        int end = uses.size();
        if (end < 2 * length || length > end) {
            return;
        }
        List<Use> last = uses.subList(end - length, end);
        if (uses.subList(end - 2 * length, end - length).equals(last)) {
            last.clear();
        }
    }
}
