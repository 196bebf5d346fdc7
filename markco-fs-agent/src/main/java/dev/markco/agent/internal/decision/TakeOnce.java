package dev.markco.agent.internal.decision;

import dev.markco.sync.text.Hunk;
import dev.markco.sync.text.ThreeWay;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Which hunks of a change the other side has already, so that they must not be there twice (R5). Pure. */
public final class TakeOnce {
    /** When a change is compared with the other side. */
    public enum Occasion {
        /** While we follow the document: equal text appended by two writers at once is two texts. */
        ORDINARY,
        /** After a time apart, a start or a reconnect: equal hunks are one change that both sides got. */
        CATCH_UP
    }

    private TakeOnce() {}

    /**
     * The ranges, in the text after {@code ours}, of inserted text that is a second copy of theirs. Ascending.
     *
     * @param ours the hunks we are about to add to a base text
     * @param theirs the hunks that made their text of the same base
     */
    public static List<Hunk> secondCopies(List<Hunk> ours, List<Hunk> theirs, Occasion occasion) {
        Set<Hunk> shared = new HashSet<>(ThreeWay.shared(ours, theirs));
        List<Hunk> copies = new ArrayList<>();
        int shift = 0;
        for (Hunk hunk : ours) {
            boolean counts = occasion == Occasion.CATCH_UP || !hunk.isInsertion();
            if (counts && !hunk.text().isEmpty() && shared.contains(hunk)) {
                int at = hunk.start() + shift;
                copies.add(new Hunk(at, at + hunk.text().length(), ""));
            }
            shift += hunk.growth();
        }
        return copies;
    }
}
