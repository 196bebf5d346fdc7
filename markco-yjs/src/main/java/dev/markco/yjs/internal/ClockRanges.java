package dev.markco.yjs.internal;

import java.util.Map;
import java.util.TreeMap;

/** A set of clocks as disjoint ranges that do not touch, in order. */
final class ClockRanges {
    /** End by start. */
    private final TreeMap<Integer, Integer> ends = new TreeMap<>();

    /** Visitor of ranges, ends exclusive. */
    @FunctionalInterface
    interface Visitor {
        void range(int from, int to);
    }

    void add(int from, int to) {
        if (from >= to) {
            return;
        }
        int start = from;
        int end = to;
        Map.Entry<Integer, Integer> before = ends.floorEntry(start);
        if (before != null && before.getValue() >= start) {
            if (before.getValue() >= end) {
                return;
            }
            start = before.getKey();
        }
        Map.Entry<Integer, Integer> after = ends.higherEntry(start);
        while (after != null && after.getKey() <= end) {
            end = Math.max(end, after.getValue());
            ends.remove(after.getKey());
            after = ends.higherEntry(start);
        }
        ends.put(start, end);
    }

    void addAll(ClockRanges other) {
        other.ends.forEach(this::add);
    }

    boolean isEmpty() {
        return ends.isEmpty();
    }

    int size() {
        return ends.size();
    }

    boolean contains(int clock) {
        Map.Entry<Integer, Integer> range = ends.floorEntry(clock);
        return range != null && clock < range.getValue();
    }

    void forEach(Visitor visitor) {
        ends.forEach(visitor::range);
    }

    /** Takes out and returns what lies below {@code clock}. */
    ClockRanges takeBelow(int clock) {
        ClockRanges taken = new ClockRanges();
        for (Map.Entry<Integer, Integer> range = ends.firstEntry();
                range != null && range.getKey() < clock;
                range = ends.firstEntry()) {
            ends.pollFirstEntry();
            int end = range.getValue();
            taken.ends.put(range.getKey(), Math.min(end, clock));
            if (end > clock) {
                ends.put(clock, end);
            }
        }
        return taken;
    }
}
