package dev.markco.yjs;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Work on updates without a document: a cursor goes over their bytes, nothing is integrated. */
final class UpdateAlgebra {
    /** Clocks of a client for which an update has structs, without a hole, at least one. */
    private record Span(long client, int from, int to) {}

    private UpdateAlgebra() {}

    /** One update that says what all of them say. */
    public static byte[] merge(List<byte[]> updates) {
        UpdateMerge merge = new UpdateMerge(StateVector.EMPTY);
        updates.forEach(merge::add);
        return merge.toUpdate();
    }

    /** What of the update {@code known} does not cover, and all its deletes. */
    public static byte[] diff(byte[] update, StateVector known) {
        UpdateMerge merge = new UpdateMerge(known);
        merge.add(update);
        return merge.toUpdate();
    }

    /** What a replica that has only this update has seen: the structs of each client from clock 0 to the first hole. */
    public static StateVector stateVector(byte[] update) {
        UpdateCursor cursor = new UpdateCursor(update);
        List<Span> spans = passStructs(cursor);
        passDeletes(cursor);
        spans.sort(Comparator.comparingInt(Span::from));
        Map<Long, Integer> clocks = new HashMap<>();
        for (Span span : spans) {
            int known = clocks.getOrDefault(span.client, 0);
            if (span.from <= known) {
                clocks.put(span.client, Math.max(known, span.to));
            }
        }
        return StateVector.of(clocks);
    }

    /** The lowest clock of each client in the update. */
    public static Map<Long, Integer> firstClocks(byte[] update) {
        UpdateCursor cursor = new UpdateCursor(update);
        Map<Long, Integer> clocks = new HashMap<>();
        for (Span span : passStructs(cursor)) {
            clocks.merge(span.client, span.from, Math::min);
        }
        passDeletes(cursor);
        return clocks;
    }

    /** Whether the update says nothing. */
    public static boolean isEmpty(byte[] update) {
        UpdateCursor cursor = new UpdateCursor(update);
        boolean noStructs = passStructs(cursor).isEmpty();
        return !passDeletes(cursor) && noStructs;
    }

    private static List<Span> passStructs(UpdateCursor cursor) {
        List<Span> spans = new ArrayList<>();
        while (cursor.nextSection()) {
            int from = cursor.clock;
            int to = from;
            while (cursor.nextStruct()) {
                if (cursor.kind == UpdateCursor.SKIP) {
                    addSpan(spans, cursor.client, from, to);
                    from = cursor.end();
                }
                to = cursor.end();
            }
            addSpan(spans, cursor.client, from, to);
        }
        return spans;
    }

    private static void addSpan(List<Span> spans, long client, int from, int to) {
        if (from < to) {
            spans.add(new Span(client, from, to));
        }
    }

    /** Goes to the end of the update; returns whether anything is deleted. */
    private static boolean passDeletes(UpdateCursor cursor) {
        boolean deletes = false;
        while (cursor.nextDeleted()) {
            deletes |= cursor.length > 0;
        }
        return deletes;
    }
}
