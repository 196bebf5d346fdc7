package dev.markco.agent.internal.use;

import java.util.List;

/**
 * What happened to a file since a mark, in its order. Equal neighbours are one, so uses cannot be counted, and what repeats
 * itself is shortened so far that {@link Reading} says the same. Immutable.
 *
 * @param whole false when something may be missing: then it says nothing about what did not happen
 */
public record UseHistory(List<Use> uses, boolean whole) {
    public UseHistory {
        uses = List.copyOf(uses);
    }

    /** The uses as letters, as {@code OANOMW}. */
    String letters() {
        StringBuilder letters = new StringBuilder(uses.size());
        uses.forEach(use -> letters.append(use.letter()));
        return letters.toString();
    }

    @Override
    public String toString() {
        return letters() + (whole ? "" : "?");
    }
}
