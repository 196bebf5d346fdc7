package dev.markco.yjs;

import java.util.Map;

/**
 * What a document has been told and cannot apply yet, at one moment.
 *
 * @param structs runs of content whose neighbours, or whose author's earlier runs, have not arrived
 * @param deleteRanges ranges of deleted ids that have not arrived
 * @param bytes what all of it takes, roughly as on the wire
 * @param missing for each client of which something is waited for, the first clock that would let something go on
 */
public record Pending(int structs, int deleteRanges, long bytes, Map<Long, Integer> missing) {
    /** Nothing. */
    public static final Pending NONE = new Pending(0, 0, 0, Map.of());

    /** The map is copied. */
    public Pending {
        missing = Map.copyOf(missing);
    }
}
